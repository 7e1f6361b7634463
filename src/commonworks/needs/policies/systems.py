"""What may be said of a system, and what follows from it: bands, notice, how long it is good."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commonworks.needs.models.estate import System

GOOD_FOR = timedelta(days=183)
LONGEST = {"own_ref": 40, "name": 120, "supplier": 120, "purpose": 400, "integrations": 600}
MOST_SERVICES = 20
MOST_NOTICE = {"days": 1100, "weeks": 156, "months": 36}
SERVICE = re.compile(r"[1-9]\d{0,4}")
NOTICE = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?", re.IGNORECASE)
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
MOST_PENCE = 10**11
# From the dearest down: (pence a year from which, band).
BANDS = (
    (100_000_000, System.Band.OVER_1M),
    (25_000_000, System.Band.UNDER_1M),
    (10_000_000, System.Band.UNDER_250K),
    (3_000_000, System.Band.UNDER_100K),
    (1_000_000, System.Band.UNDER_30K),
    (0, System.Band.UNDER_10K),
)
COMPANY = re.compile(r"\b(ltd|limited|plc|llp|inc|group|uk|holdings)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before its end a contract must be given up; `unit` is days, weeks or months."""

    length: int
    unit: str

    def __str__(self) -> str:
        return f"{self.length} {self.unit.removesuffix('s') if self.length == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a council says of a system. `cost` is pence a year; `services` are LGSL codes."""

    name: str
    supplier: str = ""
    purpose: str = ""
    services: tuple[str, ...] = ()
    integrations: str = ""
    contract_end: date | None = None
    notice: Notice | None = None
    cost_band: str = ""
    band_seen_by: str = System.Seen.NETWORK.value
    cost: int | None = None
    own_ref: str = ""


def problems(entry: Entry) -> dict[str, str]:
    """What is wrong with an entry, by field; {} for one that can be kept."""
    found: dict[str, str] = {}
    for name, most in LONGEST.items():
        if why := _wrong_text(getattr(entry, name), most):
            found[name] = why
    if "name" not in found and not key_of(entry.name):
        found["name"] = _("Enter the name of the system.")
    found |= _wrong_services(entry) | _wrong_days(entry) | _wrong_cost(entry)
    return found


def _wrong_text(text: str, most: int) -> str:
    if len(text) > most:
        return _("This must be %(most)s characters or fewer. It has %(count)s.") % {
            "most": most,
            "count": f"{len(text):,}",
        }
    if text.startswith("="):
        return _("This begins like a formula of a spreadsheet. Put in what it should say.")
    # A tab or a line break may stand in a text; what else cannot be seen may hide something.
    hidden = (
        c for c in text if c not in "\t\n\r" and unicodedata.category(c) in ("Cc", "Cf", "Cs")
    )
    return _("This holds an invisible character. Take it out.") if any(hidden) else ""


def _wrong_services(entry: Entry) -> dict[str, str]:
    if len(entry.services) > MOST_SERVICES:
        return {"services": _("Name %(most)s services at most.") % {"most": MOST_SERVICES}}
    wrong = [code for code in entry.services if not SERVICE.fullmatch(code)]
    if wrong:
        return {
            "services": _("“%(code)s” is not an LGSL code. It is a number, like 564.")
            % {"code": wrong[0][:20]}
        }
    return {}


def _wrong_days(entry: Entry) -> dict[str, str]:
    if entry.contract_end and not FIRST <= entry.contract_end <= LAST:
        return {
            "contract_end": _("The year must be between %(first)s and %(last)s.")
            % {"first": FIRST.year, "last": LAST.year}
        }
    if entry.notice is None:
        return {}
    most = MOST_NOTICE.get(entry.notice.unit, 0)
    if not 1 <= entry.notice.length <= most:
        return {"notice": _("Write the notice period like 3 months, 90 days or 12 weeks.")}
    return {}


def _wrong_cost(entry: Entry) -> dict[str, str]:
    found = {}
    if entry.cost_band and entry.cost_band not in System.Band:
        found["cost_band"] = _one_of(System.Band.labels)
    if entry.cost is not None and not 0 <= entry.cost <= MOST_PENCE:
        found["cost"] = _("Enter an amount in pounds, like 12500.")
    if entry.band_seen_by not in System.Seen:
        found["band_seen_by"] = _one_of(System.Seen.labels)
    return found


def _one_of(labels: list[str]) -> str:
    return _("Choose one of: %(labels)s.") % {"labels": ", ".join(map(_, labels))}


def band_of(cost: int) -> str:
    """The band of a cost in pence a year."""
    return next((band.value for least, band in BANDS if cost >= least), "")


def tidied(entry: Entry) -> Entry:
    """The same without spaces that mean nothing, each service once; a known cost says the band."""
    return replace(
        entry,
        own_ref=" ".join(entry.own_ref.split()),
        name=" ".join(entry.name.split()),
        supplier=" ".join(entry.supplier.split()),
        purpose=" ".join(entry.purpose.split()),
        integrations=entry.integrations.strip().replace("\r\n", "\n"),
        services=tuple(dict.fromkeys(entry.services)),
        cost_band=entry.cost_band if entry.cost is None else band_of(entry.cost),
    )


def key_of(name: str) -> str:
    """Equal for names that differ in case, accents, spaces and punctuation alone."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())[:120]


def supplier_key(name: str) -> str:
    """As `key_of`, and without what kind of company it is; a name of nothing else stays whole."""
    return key_of(COMPANY.sub(" ", name)) or key_of(name)


def read_notice(text: str) -> Notice | None:
    """“3 months”, “90 days”, “12 weeks” or “1 year”; None for anything else."""
    found = NOTICE.fullmatch(text.strip())
    if found is None:
        return None
    length, unit = int(found[1]), found[2].lower()
    return Notice(length * 12, "months") if unit == "year" else Notice(length, f"{unit}s")


def notice_by(contract_end: date | None, notice: Notice | None) -> date | None:
    """The last day on which notice can be given: so long before the contract's last day.

    A month before the 31st is the last day of a shorter month, as in the Interpretation Act's
    corresponding date rule (Dodds v Walker [1981] 1 WLR 1027).
    """
    if contract_end is None or notice is None:
        return None
    if notice.unit != "months":
        days = notice.length * (7 if notice.unit == "weeks" else 1)
        return contract_end - timedelta(days=days)
    years, month = divmod(contract_end.year * 12 + contract_end.month - 1 - notice.length, 12)
    return date(years, month + 1, min(contract_end.day, monthrange(years, month + 1)[1]))


def good_until(today: date, contract_end: date | None) -> date:
    """Until when an entry need not be asked about: half a year, or the day its contract ends."""
    half_a_year = today + GOOD_FOR
    return min(half_a_year, contract_end) if contract_end and contract_end > today else half_a_year
