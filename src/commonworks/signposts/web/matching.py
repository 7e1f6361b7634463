"""What is like what somebody types: JSON for a script, the same answer that pages show without.

What is typed may name somebody, and addresses are kept in logs on the way: it is posted.
"""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonworks.frontend import words
from commonworks.network.ports import Actor
from commonworks.signposts import queries
from commonworks.signposts.queries.suggestions import Suggestion

MOST = 8
LONGEST = 4_000  # characters that are read


@require_POST
def similar(request: HttpRequest) -> JsonResponse:
    asked = request.POST
    authority, by = asked.get("authority", "")[:60], Actor.of(request)
    found = queries.similar(
        text=asked.get("text", "")[:LONGEST],
        kinds=tuple(kind[:20] for kind in asked.getlist("kind")[:5] if kind),
        service_code=asked.get("service_code", "")[:12],
        # What a council refused is for its own people to know.
        authority=authority if authority in by.organisations else "",
        limit=MOST,
        by=by,
    )
    told = [{**asdict(each), "stale": _stale(each), "tag": _tag(each)} for each in found]
    answer = JsonResponse({"suggestions": told})
    answer["Cache-Control"] = "no-store"
    return answer


def _tag(found: Suggestion) -> str:
    return _("Network only") if found.network_only else ""


def _stale(found: Suggestion) -> str:
    day = found.stale_since
    return _("not confirmed since %(day)s") % {"day": words.date(day)} if day else ""
