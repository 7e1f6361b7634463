"""What is told to another system: the same public facts as a feed has, as JSON."""

import json

from commonworks.signposts.models import News
from commonworks.signposts.policies.addresses import absolute


def contents(news: News | None) -> bytes:
    """{"type": "signposts.news", "id", "at", "headline", "link", "card": {ref, kind, title, link,
    authority}}, or {"type": "signposts.test", …} where there is no news."""
    if news is None:
        said: dict[str, object] = {
            "type": "signposts.test",
            "headline": "This is a test, sent because somebody asked for it.",
        }
    else:
        card = news.card
        said = {
            "type": "signposts.news",
            "id": str(news.ref),
            "at": news.at.isoformat(),
            "headline": news.headline,
            "link": absolute(news.link),
            "card": {
                "ref": card.ref,
                "kind": card.kind,
                "title": card.title,
                "link": absolute(card.link),
                "authority": card.authority_id,
            },
        }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
