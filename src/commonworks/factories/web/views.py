"""Pages that everybody may see: all factories, one of them, and who is in it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commonworks.factories import queries
from commonworks.factories.queries import lists, members, motions, phases
from commonworks.factories.queries.lists import FactoryLine, Filters
from commonworks.factories.queries.phases import Days
from commonworks.factories.queries.steps import next_steps
from commonworks.factories.web.debate import html
from commonworks.factories.web.pages import section
from commonworks.factories.web.steps import links
from commonworks.frontend.fields import Field
from commonworks.frontend.lists import Filter, Pagination, choice
from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table, is_download
from commonworks.kernel import clock
from commonworks.network.ports import Actor


@require_safe
def factories(request: HttpRequest) -> HttpResponse:
    narrowed = Filter.of(request, _filters())
    chosen = Filters(**{field.name: str(field.value) for field in narrowed.fields})
    table = Table(_("Factories"), COLUMNS, (), _("No factory is like that."), stacked=True)
    if is_download(request):
        whole = replace(table, rows=lists.factories(chosen))
        if (file := whole.download(request)) is not None:
            return file
    pages = Pagination.of(request, lists.how_many(chosen))
    rows = lists.factories(chosen, offset=pages.offset, limit=pages.size)
    return page(
        request,
        "factories/list.html",
        table=replace(table, rows=rows),
        pages=pages,
        filter=narrowed,
        may_found=bool(members.could_lead(Actor.of(request))),
    )


@require_safe
def factory(request: HttpRequest, ref: str) -> HttpResponse:
    found, by, now = queries.factory(ref), Actor.of(request), clock.now()
    days = phases.days_to_live(found, on=localdate(now))
    latest = phases.updates(ref, limit=1)
    return section(
        request,
        "factories/factory.html",
        found,
        at="factories:factory",
        numbers=_numbers(found, days),
        could_join=members.could_join(found, by=by),
        steps=links(ref, next_steps(found, by=by, at=now)),
        needs=phases.needs_of(ref, by=by),
        today=localdate(now),
        open=motions.open_motions(ref),
        decided=motions.decided_motions(ref),
        update=latest[0] if latest else None,
        ended=phases.lessons(ref),
        html=html,
    )


def _numbers(found: queries.FactoryPage, days: Days | None) -> list[tuple[str, str]]:
    members_now = _("member") if len(found.now) == 1 else _("members")
    shown = [(f"{len(found.now):,}", members_now)]
    if days:
        shown.append((f"{days.count:,}", DAYS[days.is_live, days.from_need]))
    return shown


@require_safe
def member_page(request: HttpRequest, ref: str) -> HttpResponse:
    by, found = Actor.of(request), queries.factory(ref)
    ended = any(each.ended_because for each in found.members)
    columns = (*MEMBERS, WHY) if ended else MEMBERS
    table = Table(_("Members"), columns, found.members, name=f"members-of-{ref}", stacked=True)
    if (file := table.download(request)) is not None:
        return file
    return section(
        request,
        "factories/members.html",
        found,
        at="factories:members",
        table=table,
        could_join=members.could_join(found, by=by),
        askings=members.askings(ref, by=by),
        contributions=members.contributions(ref, by=by),
    )


def _filters() -> list[Field]:
    choices = lists.choices()
    return [
        Field("text", "search", _("Words in the name or purpose")),
        choice("kind", _("Kind"), choices["kind"]),
        choice("phase", _("Phase"), choices["phase"]),
        choice("region", _("Region"), choices["region"]),
    ]


def _address(line: FactoryLine) -> str:
    return reverse("factories:factory", args=[line.ref])


def _organisation(line: queries.MemberLine) -> str:
    return reverse("network:organisation", args=[line.organisation])


DAYS = {  # by (is it live, is it counted from a need)
    (True, True): gettext_lazy("days from the need to live"),
    (True, False): gettext_lazy("days from the founding to live"),
    (False, True): gettext_lazy("days since the need was declared"),
    (False, False): gettext_lazy("days since it was founded"),
}
COLUMNS = (
    Column("name", gettext_lazy("Name"), link=_address),
    Column("phase_name", gettext_lazy("Phase")),
    Column("kind_name", gettext_lazy("Kind")),
    Column("lead_name", gettext_lazy("Lead")),
    Column("members", gettext_lazy("Members"), kind="number"),
    Column("freshness_name", gettext_lazy("Standing")),
    Column("founded_on", gettext_lazy("Founded"), kind="date", in_files=True),
    Column("good_until", gettext_lazy("Good until"), kind="date", in_files=True),
)
MEMBERS = (
    Column("name", gettext_lazy("Organisation"), link=_organisation),
    Column("part_name", gettext_lazy("Part")),
    Column("joined_on", gettext_lazy("Since"), kind="date"),
    Column("left_on", gettext_lazy("Until"), kind="date", missing="–"),
)
WHY = Column("ended_because", gettext_lazy("Why the lead ended it"))
