"""What a person is told when an answer cannot be taken, in English and Welsh.

The sentences follow the error messages of the GOV.UK Design System. {what} is the question as it
stands within a sentence (`short`), or its label in quotation marks.
"""

import re
from collections.abc import Mapping

Catalogue = Mapping[str, Mapping[str, str]]
THE = re.compile(r"(?<=^Rhaid )i yr? ")  # Welsh joins "i" and the article

MESSAGES: Catalogue = {
    "enter": {"en": "Enter {what}", "cy": "Rhowch {what}"},
    "select": {"en": "Select {what}", "cy": "Dewiswch {what}"},
    "confirm": {
        "en": "Confirm that you agree to continue",
        "cy": "Cadarnhewch eich bod yn cytuno i barhau",
    },
    "one": {"en": "{What}: give one answer", "cy": "{What}: rhowch un ateb"},
    "not-offered": {
        "en": "{What}: select one of the options shown",
        "cy": "{What}: dewiswch un o’r opsiynau a ddangosir",
    },
    "exclusive": {
        "en": "{What}: select either “{option}” or other options, not both",
        "cy": "{What}: dewiswch naill ai “{option}” neu opsiynau eraill, nid y ddau",
    },
    "control": {
        "en": "{What} must not include hidden characters: delete it and type it again",
        "cy": "Ni chaiff {what} gynnwys nodau cudd: dilëwch ef a’i deipio eto",
    },
    "one-line": {
        "en": "{What} must be on one line",
        "cy": "Rhaid i {what} fod ar un llinell",
    },
    "too-long": {
        "en": "{What} must be {limit} characters or fewer",
        "cy": "Rhaid i {what} fod yn {limit} nod neu lai",
    },
    "too-short": {
        "en": "{What} must be {limit} characters or more",
        "cy": "Rhaid i {what} fod yn {limit} nod neu fwy",
    },
    "too-many-words": {
        "en": "{What} must be {limit} words or fewer",
        "cy": "Rhaid i {what} fod yn {limit} gair neu lai",
    },
    "whole-number": {
        "en": "{What} must be a whole number, like 15",
        "cy": "Rhaid i {what} fod yn rhif cyfan, er enghraifft 15",
    },
    "number": {
        "en": "{What} must be a number, like 30",
        "cy": "Rhaid i {what} fod yn rhif, er enghraifft 30",
    },
    "decimals": {
        "en": "{What} must have {limit} decimal places or fewer",
        "cy": "Rhaid i {what} gael {limit} lle degol neu lai",
    },
    "money": {
        "en": "{What} must be an amount of money, like 50 or 79.99",
        "cy": "Rhaid i {what} fod yn swm o arian, er enghraifft 50 neu 79.99",
    },
    "min": {"en": "{What} must be {limit} or more", "cy": "Rhaid i {what} fod yn {limit} neu fwy"},
    "max": {"en": "{What} must be {limit} or less", "cy": "Rhaid i {what} fod yn {limit} neu lai"},
    "date": {
        "en": "{What} must be a real date, like {example}",
        "cy": "Rhaid i {what} fod yn ddyddiad go iawn, er enghraifft {example}",
    },
    "date-part": {"en": "{What} must include a {part}", "cy": "Rhaid i {what} gynnwys {part}"},
    "date-year": {
        "en": "{What} must have a year of 4 numbers",
        "cy": "Rhaid i {what} gael blwyddyn o 4 rhif",
    },
    "date-min": {
        "en": "{What} must be on or after {limit}",
        "cy": "Rhaid i {what} fod ar neu ar ôl {limit}",
    },
    "date-max": {
        "en": "{What} must be on or before {limit}",
        "cy": "Rhaid i {what} fod ar neu cyn {limit}",
    },
    "email": {
        "en": "Enter an email address in the correct format, like name@example.com",
        "cy": "Rhowch gyfeiriad e-bost yn y fformat cywir, er enghraifft enw@example.com",
    },
    "telephone": {
        "en": "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192",
        "cy": "Rhowch rif ffôn, er enghraifft 01632 960 001, 07700 900 982 neu +44 808 157 0192",
    },
    "postcode": {
        "en": "Enter a full UK postcode, like AA3 1AB",
        "cy": "Rhowch god post llawn yn y DU, er enghraifft AA3 1AB",
    },
    "vehicle-registration": {
        "en": "Enter a UK vehicle registration number, like AB12 CDE",
        "cy": "Rhowch rif cofrestru cerbyd yn y DU, er enghraifft AB12 CDE",
    },
    "address-line1": {
        "en": "Enter address line 1, typically the building and street",
        "cy": "Rhowch linell cyfeiriad 1, yr adeilad a’r stryd fel arfer",
    },
    "address-town": {"en": "Enter town or city", "cy": "Rhowch dref neu ddinas"},
    "address-long": {
        "en": "Each line of the address must be 100 characters or fewer",
        "cy": "Rhaid i bob llinell o’r cyfeiriad fod yn 100 nod neu lai",
    },
    "min-choices": {
        "en": "{What}: select {limit} or more",
        "cy": "{What}: dewiswch {limit} neu fwy",
    },
    "max-choices": {
        "en": "{What}: select {limit} or fewer",
        "cy": "{What}: dewiswch {limit} neu lai",
    },
    "wrong-type": {
        "en": "{What}: this is not an answer to the question",
        "cy": "{What}: nid yw hwn yn ateb i’r cwestiwn",
    },
}

PARTS: Catalogue = {
    "day": {"en": "day", "cy": "diwrnod"},
    "month": {"en": "month", "cy": "mis"},
    "year": {"en": "year", "cy": "blwyddyn"},
    "and": {"en": " and ", "cy": " a "},
    "yes": {"en": "Yes", "cy": "Ydw"},
    "no": {"en": "No", "cy": "Nac ydw"},
    "agreed": {"en": "Agreed", "cy": "Cytunwyd"},
    "blank": {"en": "Not provided", "cy": "Heb ei ddarparu"},
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


def message(code: str, lang: str, what: str = "", **parts: str) -> str:
    """The sentence for a code; English where there is no other."""
    said = MESSAGES[code]
    capital = what[:1].upper() + what[1:]
    sentence = said.get(lang, said["en"]).format(what=what, What=capital, **parts)
    return THE.sub("i’r ", sentence) if lang == "cy" else sentence


def word(name: str, lang: str) -> str:
    return PARTS[name].get(lang, PARTS[name]["en"])


def month(number: int, lang: str) -> str:
    return MONTHS.get(lang, MONTHS["en"])[number - 1]
