"""A council's needs from a file: checked first, then declared."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table, as_csv
from commonworks.frontend.uploads import takes_a_file
from commonworks.kernel import clock
from commonworks.needs import permissions
from commonworks.needs.commands import needs_import
from commonworks.needs.commands.needs import AGAIN, PERSONAL
from commonworks.needs.permissions import Deed
from commonworks.needs.policies.files import MOST_PROBLEMS, Report
from commonworks.needs.policies.need_rows import COLUMNS, MOST_BYTES, sheet_of
from commonworks.needs.web import forms, told
from commonworks.needs.web.describing import LABELS
from commonworks.network import queries as network
from commonworks.network.ports import Actor


@takes_a_file(most=MOST_BYTES)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.DECLARE, *by.organisations)
    councils = network.names(permissions.may_for(by, Deed.DECLARE))
    form = forms.Import.of(request, councils=councils)
    report = None
    if form.is_valid() and form.carries_out(_import, by=by):
        report, encoding = form.result
        if report.written:
            messages.success(request, told.said(report))
            return redirect(f"{reverse('needs:list')}?authority={form.cleaned_data['authority']}")
        return _answered(request, form, report, encoding)
    return page(
        request, "needs/import.html", status=422 if form.is_bound else 200, form=form, report=None
    )


def _import(
    *, authority: str, file: object, what: str, sure: list[str], by: Actor
) -> tuple[Report, str]:
    sheet = sheet_of(file.read(), file.name)  # type: ignore[attr-defined]
    report = needs_import.import_needs(
        authority=authority,
        rows=sheet.rows,
        dry_run=what != "import",
        despite={AGAIN, PERSONAL} & set(sure),
        by=by,
        at=clock.now(),
    )
    return report, sheet.encoding


def _answered(
    request: HttpRequest, form: forms.Import, report: Report, encoding: str
) -> HttpResponse:
    """What the file would do, or why nothing was done."""
    problems = Table(_("What to put right"), PROBLEMS, report.problems)
    return page(
        request,
        "needs/import.html",
        status=422 if report.problems else 200,
        form=form,
        report=report,
        encoding=encoding,
        problems=problems,
        labels={column: LABELS[field] for column, field in COLUMNS.items() if field in LABELS},
        cut=len(report.problems) == MOST_PROBLEMS,
    )


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A file with nothing but the names of the columns."""
    columns = [Column(name, name) for name in COLUMNS]
    content, kind, _suffix = as_csv(Table("", columns, ()))
    disposition = {"Content-Disposition": 'attachment; filename="needs-template.csv"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


PROBLEMS = (
    Column("line", gettext_lazy("Line"), kind="number"),
    Column("column", gettext_lazy("Column")),
    Column("message", gettext_lazy("What is wrong, and what to do")),
)
