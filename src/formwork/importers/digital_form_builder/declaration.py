"""A form's declaration. The original asks for it on its summary; here it is the last page."""

from formwork.entries import Document
from formwork.ids import END
from formwork.importers.digital_form_builder.form import Form
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.report import Report
from formwork.importers.digital_form_builder.texts import kept_text, own_word


def with_declaration(pages: list[Document], form: Form, ids: Ids, report: Report) -> list[Document]:
    if not form.file.get("declaration"):
        return pages
    last = _page(form, ids, report.at("/declaration"))
    return [*(_leading(page, last["id"]) for page in pages), last]


def _leading(page: Document, last: str) -> Document:
    """The page, with what led to the end leading to the last page."""
    links = [
        {**link, "to": last if link["to"] == END else link["to"]} for link in page.get("next", ())
    ]
    found = {**page, "otherwise": last if page["otherwise"] == END else page["otherwise"]}
    return {**found, "next": links} if links else found


def _page(form: Form, ids: Ids, report: Report) -> Document:
    return {
        "id": ids.mint("page", "declaration"),
        "title": own_word("declaration", form.lang),
        "otherwise": END,
        "items": [
            {
                "id": ids.mint("item", "declaration-text"),
                "type": "content",
                "text": kept_text(form.file["declaration"], report),
            },
            {
                "id": ids.mint("item", "declaration"),
                "type": "declaration",
                "label": own_word("agree", form.lang),
            },
        ],
    }
