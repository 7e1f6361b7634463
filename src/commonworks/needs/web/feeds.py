from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from commonworks.frontend.words import date as in_words
from commonworks.kernel import demonstration
from commonworks.needs.queries.lists import FRESH, Line

MOST = 50


def atom(request: HttpRequest, rows: Sequence[Line]) -> HttpResponse:
    """RFC 4287, of the view that the address asks for."""
    query = request.META.get("QUERY_STRING", "")
    view = request.build_absolute_uri(reverse("needs:list") + (f"?{query}" if query else ""))
    feed = Atom1Feed(
        title=demonstration.named(_("Needs of councils")),
        link=view,
        description=_("Problems that councils say they have."),
        feed_url=request.build_absolute_uri(),
        language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
    )
    for row in rows:
        feed.add_item(
            title=row.title,
            link=request.build_absolute_uri(reverse("needs:need", args=[row.ref])),
            description=_summary(row),
            author_name=row.authority_name,
            pubdate=row.declared_at,
            updateddate=row.changed_at,
            categories=[row.service] if row.service else [],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml")


def _summary(row: Line) -> str:
    if row.freshness == FRESH:
        return row.problem
    old = _("Nobody at the council has confirmed this since %(day)s. It may no longer be true.")
    return f"{row.problem}\n\n{old % {'day': in_words(row.good_until)}}"
