"""A form's pages: their sections, their paths, what stands on them and where they lead.

A page's links are tried in order; where none is taken its last link without a condition is
followed, or the form ends. Links to pages or conditions that are not there are dropped, as the
original drops them.
"""

from collections.abc import Mapping
from typing import Any

from formwork.entries import Document
from formwork.ids import END, EXIT
from formwork.importers.digital_form_builder.content import CONTENT, content
from formwork.importers.digital_form_builder.form import Form
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.questions import FIELDS, asks, question
from formwork.importers.digital_form_builder.report import Report
from formwork.importers.digital_form_builder.texts import kept_text, text_of

PAGE = {"path", "title", "components", "next", "controller", "section", "options"}
PLAIN = (None, "./pages/start.js", "./pages/start.ts", "StartPageController")
ENDS = ("summary", "confirm")


def read_sections(file: Any, ids: Ids) -> list[Document]:
    return [
        {
            "id": ids.mint("section", one["name"]),
            "title": one.get("title") or one["name"],
            "name": one["name"],
        }
        for one in file.get("sections", [])
    ]


def read_paths(file: Any, ids: Ids, report: Report) -> dict[str, str]:
    """{path: page id}; a summary has none of its own, it is the END."""
    found: dict[str, str] = {}
    for n, page in enumerate(file["pages"]):
        path = page["path"]
        if path in found:
            report.at(f"/pages/{n}/path").refuse(f"Two pages have the path {path}.")
        found[path] = END if _is_end(page) else ids.mint("page", path, f"page-{n + 1}")
    return found


def _is_end(page: Any) -> bool:
    controller = text_of(page.get("controller") or "").lower()
    return not asks(page) and any(word in controller for word in ENDS)


def read_start(file: Any, paths: Mapping[str, str], report: Report) -> str:
    found = paths.get(file["startPage"])
    if found is None:
        report.at("/startPage").refuse(f"There is no page {file['startPage']}.")
    return found or END


def read_pages(form: Form, ids: Ids, report: Report) -> list[Document]:
    found = []
    for n, page in enumerate(form.file["pages"]):
        here = report.at(f"/pages/{n}")
        if form.paths[page["path"]] == END:
            _report_end(page, here)
        else:
            found.append(_page(page, n, form, ids, here))
    return found


def _report_end(page: Any, report: Report) -> None:
    """A summary or confirmation page is our own check-answers page; say what it held."""
    if "confirm" in text_of(page.get("controller")):
        report.lose("The confirmation page becomes the end of the form.")
    for key in ("components", "next"):
        if page.get(key):
            said = f"The {key} of a summary page are not kept: check-answers is the host's own."
            report.at(f"/{key}").lose(said)


def _page(page: Any, n: int, form: Form, ids: Ids, report: Report) -> Document:
    _report_behaviour(page, report)
    report.rest(page, PAGE)
    links, otherwise = _links(page, form, ids, report)
    found: Document = {
        "id": form.paths[page["path"]],
        "title": kept_text(page.get("title"), report.at("/title")) or page["path"].strip("/"),
        "items": _items(page, n, form, ids, report),
        "next": links,
        "otherwise": otherwise or _end_of(page),
    }
    if page.get("section") in form.sections:
        found["section"] = form.sections[page["section"]]
    elif page.get("section"):
        report.at("/section").lose(f"There is no section {page['section']}.")
    return {key: value for key, value in found.items() if value != []}


def _report_behaviour(page: Any, report: Report) -> None:
    controller = page.get("controller")
    here = report.at("/controller")
    if controller == "RepeatingFieldPageController":
        here.refuse("Pages that repeat are not imported yet.")
    elif controller not in PLAIN and not _is_end(page):
        here.lose(f"The page's own behaviour, {controller}, is not kept.")


def _links(page: Any, form: Form, ids: Ids, report: Report) -> tuple[list[Document], str]:
    """(links with a condition, in order; the last link without one, "" if there is none)."""
    found: list[Document] = []
    otherwise = ""
    conditions = form.conditions.named
    for m, link in enumerate(page.get("next") or []):
        here = report.at(f"/next/{m}")
        target = form.paths.get(link["path"])
        condition = link.get("condition")
        if target is None:
            here.lose(f"There is no page {link['path']}: the original ignores the link.")
        elif condition and condition not in conditions:
            here.lose(f"The condition {condition} is never true: the link is left out.")
        elif condition:
            name = ids.mint("link", f"{form.paths[page['path']]} to {link['path']}")
            found.append({"id": name, "when": conditions[condition], "to": target})
        else:
            if otherwise:
                here.lose("The last link without a condition is the one the original follows.")
            otherwise = target
    return found, otherwise


def _items(page: Any, n: int, form: Form, ids: Ids, report: Report) -> list[Document]:
    found = [
        _item(part, (n, m), form, ids, report.at(f"/components/{m}"))
        for m, part in enumerate(page.get("components", []))
    ]
    return [item for item in found if item]


def _item(part: Any, at: tuple[int, int], form: Form, ids: Ids, report: Report) -> Document | None:
    if part["type"] in CONTENT:
        return content(part, form, ids, report)
    if part["type"] in FIELDS:
        return question(part, form.questions.at[at], form.lists, report)
    report.refuse(
        f"A {part['type']} cannot run here yet: take it out or change it to another type."
    )
    return None


def _end_of(page: Any) -> str:
    """A page without links and without questions is where the original stops people."""
    return END if asks(page) or page.get("next") else EXIT
