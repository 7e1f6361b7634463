"""What a release says of its service, in which language."""

from commonworks.kernel.errors import Missing
from commonworks.services.queries import plans
from formwork import Key, Release


def said_by(release: Release, language: str) -> tuple[str, str]:
    """(title, summary) in a language; "" for what the release does not say in it."""
    title, summary = (Key("definition", slot, language) for slot in ("title", "summary"))
    return str(release.entries.get(title, "")), str(release.entries.get(summary, ""))


def said_in_welsh(service: str) -> dict[str, str]:
    """What the newest release that stands says of a service in Welsh, by column; {} where none
    stands: what was said before holds. One SQL query, and another the first time."""
    try:
        title, summary = said_by(plans.latest_release(service), "cy")
    except Missing:
        return {}
    return {"title_cy": title, "summary_cy": summary}
