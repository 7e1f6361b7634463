"""Whether a text seems to tell of a person: a name, a number, an address.

It errs towards silence: a warning that is mostly wrong is one that nobody reads. What it looks for
follows the ICO's guide to what is personal data; forms of numbers are those of the issuers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonworks.kernel.errors import Invalid


class Kind(StrEnum):
    NAME = gettext_noop("a person's name")
    EMAIL = gettext_noop("an email address")
    PHONE = gettext_noop("a phone number")
    NI_NUMBER = gettext_noop("a National Insurance number")
    NHS_NUMBER = gettext_noop("an NHS number")
    ADDRESS = gettext_noop("somebody's address")


@dataclass(frozen=True, slots=True)
class Finding:
    """What seems personal, as it was written; `field` is where, if texts were given by name."""

    kind: Kind
    text: str
    field: str = ""


class SeemsPersonal(Invalid):
    code = "need-seems-personal"


EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Ofcom's numbering plan: 9 or 10 digits after 0 or +44.
PHONE = re.compile(
    r"(?<![\w£.])(?:\+44\s?(?:\(0\)\s?)?|\(?0)(?:[\s()-]{0,2}\d){9,10}(?![\w.]\d|\d)"
)
ORGANISATIONS = re.compile(r"0(?:3|80|84|87)")  # such as 0300, freephone and revenue sharing
NI_NUMBER = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d{2}\s?){3}[A-D]\b", re.I
)
NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b", re.I)
# `re` knows no Unicode classes of its own: what is capital and what is small, from Latin to Greek
# and Cyrillic.
UPPER, LOWER = (
    "".join(each for each in map(chr, range(0x41, 0x2000)) if test(each))
    for test in (str.isupper, str.islower)
)
STREETS = (
    "Road|Rd|Street|St|Lane|Ln|Avenue|Ave|Close|Drive|Crescent|Court|Gardens|Grove|Terrace|"
    "Place|Way|Walk|Mews|Hill|Square|Row|Rise|View|Green|Park"
)
# Those that, written small, are hardly ever a verb: "24 Councils close", "3 Members walk".
SMALL_STREETS = "road|rd|street|lane|avenue|ave|crescent|gardens|grove|terrace|mews"
# What "3 Camden road …" and "40 Leeds street …" go on with when no place is meant.
OF_STREETS = (
    "camera|clean|clos|crossing|furniture|light|market|name|network|part|repair|safe|schem|sign|"
    "survey|sweep|trad|user|work"
)
WELSH_STREETS = "Heol|Ffordd|Stryd|L[ôo]n|Maes|Clos|Rhodfa|Cilgant|Teras|Llys"
PART = rf"[{UPPER}][\w'’-]{{1,40}}"
NUMBER = r"\b(?:Flat\s+\w{1,4},?\s+)?\d{1,4}[A-Za-z]?,?\s+"
ADDRESS = (
    rf"{NUMBER}(?:(?:{PART}\s+){{1,3}}"
    rf"(?:(?:{STREETS})\b|(?:{SMALL_STREETS})\b(?!\s+(?:{OF_STREETS})))"
    rf"|(?i:{WELSH_STREETS})\s+(?:[Yy]r?\s+)?{PART}(?:\s+{PART})?)"
    rf"(?:,?\s+(?:{PART},?\s+){{0,3}}(?i:{POSTCODE.pattern}))?"
)
# What comes before a postcode: "12, The Old Mill, ", or all small "12 acacia avenue, leeds ".
BEFORE_POSTCODE = re.compile(
    rf"(?:\b(?:Flat|No\.?|Number|House)\s*)?\b\d{{1,4}}[a-z]?"
    rf"(?:,\s?[^\n.;]{{0,60}}|,?\s+(?:[^\W\d_]{{2,40}}\s+){{1,3}}(?:{STREETS})\b[^\n.;]{{0,40}})\Z",
    re.I,
)
MOST_BEFORE = 80
# McDonald, O’Brien, Łukasz, Smith-Jones; no acronym. Each turn takes one small letter, so that no
# text can be read in two ways.
CAPPED = rf"[{UPPER}](?:(?:['’]?[{UPPER}])?[{LOWER}])+"
WORD = rf"{CAPPED}(?:-{CAPPED})?(?!\w)"
SHOUTED = rf"(?:Mc|Mac)?[{UPPER}]['’]?[{UPPER}]+(?:-[{UPPER}]+)?(?!\w)"
PARTICLE = "de|da|del|della|di|dos|du|la|le|van|von|der|den|bin|binti|ibn|ap|ab|ferch|el|al"
PARTICLES = rf"(?:(?i:{PARTICLE})[\s-]\s*){{0,2}}"
SURNAME = rf"{PARTICLES}{WORD}"
INITIAL = rf"(?:[{UPPER}]\.?\s+)?"
# Not MS, MX or DR, which are a maker, a mail record and disaster recovery; nor "miss", a verb.
TITLED = (
    rf"\b(?:(?i:Mr|Mrs|Cllr)|Miss|MISS|Ms|Mx|[Dd]r)\.?\s+{INITIAL}"
    rf"(?:{SURNAME}(?:\s+{SURNAME})?|{SHOUTED}(?:\s+{SHOUTED})?)"
    rf"|\b(?:mr|mrs)\.?\s+(?!and\b|or\b|the\b)[{LOWER}][{LOWER}'’-]+"
)
CALLED = (
    rf"\b(?:[Mm]y name is|named|called|(?:resident|tenant|applicant|customer|carer|claimant)s?,?)"
    rf"\s+({WORD}\s+{SURNAME})"
)
# Looks ahead at the second word, which may be the first of a name itself: "Ask Sarah Jenkins".
FORENAMED = (
    rf"\b({WORD})(?=(\s+{INITIAL}{PARTICLES}({WORD}))(?:\s+({WORD}))?)"
    rf"|\b({SHOUTED})(?=(\s+{INITIAL}({SHOUTED}))(?:\s+({SHOUTED}))?)"
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Of the patterns with all those letters in them, each once it is needed: together they take a
    tenth of a second, which is not for every process to spend as it starts."""
    return re.compile(pattern)


def _plain(name: str) -> str:
    """As it is looked up: small letters without accents, Sian for Siân."""
    apart = unicodedata.normalize("NFD", name.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))


# Frequent forenames of the United Kingdom (facts/SOURCES.md), without those that are as often a
# place, a month, a virtue or a street: Chelsea, April, Grace, Victoria, Kent…
LISTED = files("commonworks.needs").joinpath("facts", "forenames.txt")
FORENAMES = frozenset(map(_plain, LISTED.read_text("utf-8").split()))
# After a forename these make it the name of a place, a body, a law or a thing.
NOT_A_SURNAME = frozenset(
    f"""
    {STREETS.replace("|", " ")}
    Academy Act Airport Arms Badge Borough Bridge Building Business Centre Church City College
    Community Council County Day Estate Foundation Ground Group Hall Harbour Hospice Hospital
    House Institute Law Library Limited Lodge Ltd Memorial Museum Office Partnership Primary
    Programme Project Quay Review Rule Scheme School Service Services Station System Team
    Theatre Tower Town Trust University Ward Wharf Wood
    """.lower().split()
)


def found_in(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What seems personal in these texts, field by field, each thing once."""
    return tuple(
        Finding(each.kind, each.text, field)
        for field, text in texts.items()
        for each in seems_personal(text)
    )


def check_line(field: str, text: str, said: str) -> None:
    """Raises SeemsPersonal, in these words, with the first thing that it holds beside the field."""
    if found := found_in({field: text}):
        beside = _("This seems to hold %(kind)s") % {"kind": _(found[0].kind)}
        raise SeemsPersonal(said, {field: beside})


def seems_personal(text: str) -> Iterator[Finding]:
    """What seems personal in one text, kind by kind. What is part of a longer name or address is
    said with that one alone: “Mrs Jane Smith”, not “Jane Smith” as well."""
    text = unicodedata.normalize("NFC", text)
    for kind, matches in (
        (Kind.NAME, _names(text)),
        (Kind.EMAIL, _of_people(_all(EMAIL, text))),
        (Kind.PHONE, _phones(text)),
        (Kind.NI_NUMBER, _all(NI_NUMBER, text)),
        (Kind.NHS_NUMBER, (each for each in _all(NHS_NUMBER, text) if _is_nhs_number(each))),
        (Kind.ADDRESS, [*_all(_compiled(ADDRESS), text), *_before_postcodes(text)]),
    ):
        yield from (Finding(kind, each) for each in _whole([" ".join(m.split()) for m in matches]))


def _whole(matches: list[str]) -> Iterator[str]:
    """Those that are not part of another, each once."""
    for match in dict.fromkeys(matches):
        longer = (each for each in matches if len(each) > len(match))
        if not any(re.search(rf"\b{re.escape(match)}\b", each) for each in longer):
            yield match


def _all(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match[0] for match in pattern.finditer(text)]


def _names(text: str) -> Iterator[str]:
    yield from _all(_compiled(TITLED), text)
    for match in _compiled(CALLED).finditer(text):
        if not _names_a_thing(match[1].split()):
            yield match[1]
    for match in _compiled(FORENAMED).finditer(text):
        forename, rest, *following = (each for each in match.groups() if each)
        if _plain(forename.partition("-")[0]) in FORENAMES and not _names_a_thing(following):
            yield forename + rest


def _names_a_thing(words: Iterable[str]) -> bool:
    return not NOT_A_SURNAME.isdisjoint(each.lower() for each in words)


def _before_postcodes(text: str) -> Iterator[str]:
    """From a house's number to its postcode. Each is looked for since the postcode before, so that
    no letter is read for two of them."""
    end = 0
    for postcode in POSTCODE.finditer(text):
        start = max(end, postcode.start() - MOST_BEFORE)
        if number := BEFORE_POSTCODE.search(text, start, postcode.start()):
            yield number[0] + postcode[0]
        end = postcode.end()


# Mailboxes that belong to a desk, by how they begin: writing to one tells of nobody.
DESKS = re.compile(
    r"(?:info|enquir|contact|hello|help|support|admin|office|parking|planning|housing|digital|"
    r"no-?reply|service|customer|team|data|foi|press|revenues|benefits|council)",
    re.I,
)


def _of_people(addresses: Iterable[str]) -> list[str]:
    return [each for each in addresses if not DESKS.match(each)]


def _phones(text: str) -> list[str]:
    return [each for each in _all(PHONE, text) if not ORGANISATIONS.match(_national(each))]


def _national(number: str) -> str:
    """As it is dialled within the country: 0 and the rest."""
    return "0" + re.sub(r"^(?:44)?0?", "", _digits(number))


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _is_nhs_number(text: str) -> bool:
    """By its check digit, modulo 11 (NHS Data Dictionary, "NHS NUMBER")."""
    digits = [int(each) for each in _digits(text)]
    check = 11 - sum(n * digit for n, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check % 11 == digits[9] and check != 10 and len(set(digits)) > 1
