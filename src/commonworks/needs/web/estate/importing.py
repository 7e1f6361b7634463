"""A file of what a council runs: checked first, then imported."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from commonworks.frontend.pages import page
from commonworks.frontend.tables import Table, as_csv
from commonworks.frontend.uploads import takes_a_file
from commonworks.kernel import clock
from commonworks.needs.commands import estate_import
from commonworks.needs.policies import estate_rows
from commonworks.needs.policies.estate_rows import sheet_of
from commonworks.needs.policies.files import MOST_PROBLEMS, Report
from commonworks.needs.queries import systems as queries
from commonworks.needs.web import told
from commonworks.needs.web.estate import tables
from commonworks.needs.web.estate.forms import MOST_BYTES, ImportForm
from commonworks.network.ports import Actor

COLUMNS = (
    *(tables.REFERENCE, tables.SYSTEM, tables.SUPPLIER, tables.PURPOSE, tables.SERVICES),
    *(tables.ENDS, tables.NOTICE, tables.INTEGRATIONS, tables.BAND, tables.SEEN_BY, tables.COST),
)

LABELS = {name: column.label for name, column in zip(estate_rows.COLUMNS, COLUMNS, strict=True)}


@takes_a_file(most=MOST_BYTES)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, council: str) -> HttpResponse:
    by = Actor.of(request)
    name = queries.check_keeps(council, by=by)
    form = ImportForm.of(request)
    report = None
    if form.is_valid() and form.carries_out(importing, council=council, by=by, at=clock.now()):
        report = form.result
    if report and report.written:
        messages.success(request, told.said(report))
        return redirect("needs:estate", council)
    return page(
        request,
        "needs/estate/import.html",
        status=422 if form.is_bound and (report is None or report.problems) else 200,
        form=form,
        report=report,
        council=council,
        name=name,
        labels=LABELS,
        most=MOST_PROBLEMS,
    )


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A file with nothing but the names of the columns."""
    content, kind, _suffix = as_csv(Table("", COLUMNS, ()))
    disposition = {"Content-Disposition": 'attachment; filename="systems-template.csv"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


def importing(*, council: str, file: Any, what: str, by: Actor, at: datetime) -> Report:
    """Read a file and check it, or import it."""
    rows = sheet_of(file.read(), file.name).rows
    dry_run = what != "import"
    return estate_import.import_systems(council=council, rows=rows, dry_run=dry_run, by=by, at=at)
