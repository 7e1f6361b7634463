"""Why two things are alike, in English and Welsh: facts that both have, said within a list."""

from collections.abc import Mapping
from datetime import date

REASONS: Mapping[str, Mapping[str, str]] = {
    "same-service": {"en": "same service: {what}", "cy": "yr un gwasanaeth: {what}"},
    "same-group": {
        "en": "both services are part of: {what}",
        "cy": "mae’r ddau wasanaeth yn rhan o: {what}",
    },
    "same-system": {"en": "both run {what}", "cy": "mae’r ddau yn rhedeg {what}"},
    "same-season": {
        "en": "both contracts end by {what}",
        "cy": "mae’r ddau gontract yn dod i ben erbyn {what}",
    },
    "same-region": {"en": "both in {what}", "cy": "mae’r ddau yn {what}"},
    "same-type": {
        "en": "same type of council: {what}",
        "cy": "yr un math o gyngor: {what}",
    },
}
MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    "cy": (
        *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst"),
        *("Medi", "Hydref", "Tachwedd", "Rhagfyr"),
    ),
}


def reason(code: str, what: str | date, lang: str) -> str:
    """The words for a code of REASONS; English where there is no other. A day is told by its
    month. "" for what counts but is not worth a word."""
    if not code:
        return ""
    said = REASONS[code]
    if isinstance(what, date):
        what = f"{MONTHS.get(lang, MONTHS['en'])[what.month - 1]} {what.year}"
    return said.get(lang, said["en"]).format(what=what)
