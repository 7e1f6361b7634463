"""What a person is told about a postcode, in English and Welsh.

A message is a code and what its sentence needs, so that whoever knows the reader chooses the
language. The open data under /places/ speaks English, as postcodes.io does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "empty": {"en": "Enter a postcode.", "cy": "Rhowch god post."},
    "characters": {
        "en": "A postcode has only letters and numbers, not {named}.",
        "cy": "Dim ond llythrennau a rhifau sydd mewn cod post, nid {named}.",
    },
    "far-too-long": {
        "en": "A postcode has 5 to 7 letters and numbers.",
        "cy": "Mae gan god post 5 i 7 o lythrennau a rhifau.",
    },
    "first-half": {
        "en": "{code} is the first half only: add the last 3 characters.",
        "cy": "Dim ond yr hanner cyntaf yw {code}: ychwanegwch y 3 nod olaf.",
    },
    "length": {
        "en": "A postcode has 5 to 7 letters and numbers; this one has {count}.",
        "cy": "Mae gan god post 5 i 7 o lythrennau a rhifau; mae gan hwn {count}.",
    },
    "inward-code": {
        "en": "The last 3 characters must be a number and two letters, like 2AA, not {inward}.",
        "cy": "Rhaid i’r 3 nod olaf fod yn rhif a dwy lythyren, fel 2AA, nid {inward}.",
    },
    "outward-code": {
        "en": "The first half must be one or two letters, then a number, then perhaps one more "
        "letter or number, like SW1A, not {outward}.",
        "cy": "Rhaid i’r hanner cyntaf fod yn un neu ddwy lythyren, yna rhif, yna efallai un "
        "llythyren neu rif arall, fel SW1A, nid {outward}.",
    },
    "no-such-beginning": {
        "en": "No postcode in the {directory} begins with {outward}.",
        "cy": "Nid oes cod post yn y cyfeiriadur ({directory}) sy’n dechrau gyda {outward}.",
    },
    "not-in-directory": {
        "en": "{postcode} is not in the {directory}.",
        "cy": "Nid yw {postcode} yn y cyfeiriadur ({directory}).",
    },
    "isle-of-man": {
        "en": "This postcode is in the Isle of Man: it belongs to no UK council.",
        "cy": "Mae’r cod post hwn yn Ynys Manaw: nid yw’n perthyn i unrhyw gyngor yn y DU.",
    },
    "channel-islands": {
        "en": "This postcode is in the Channel Islands: it belongs to no UK council.",
        "cy": "Mae’r cod post hwn yn Ynysoedd y Sianel: nid yw’n perthyn i unrhyw gyngor yn y DU.",
    },
    "not-applicable": {
        "en": "The directory puts this postcode in no council's area.",
        "cy": "Nid yw’r cyfeiriadur yn rhoi’r cod post hwn yn ardal unrhyw gyngor.",
    },
    "not-recorded": {
        "en": "The directory records no authority for this postcode: it belongs to no UK council.",
        "cy": "Nid yw’r cyfeiriadur yn cofnodi awdurdod ar gyfer y cod post hwn: nid yw’n perthyn "
        "i unrhyw gyngor yn y DU.",
    },
    "unknown-code": {
        "en": "The directory's code for this area is not known here.",
        "cy": "Nid yw cod y cyfeiriadur ar gyfer yr ardal hon yn hysbys yma.",
    },
}


@dataclass(frozen=True, slots=True)
class Message:
    """`code` is a key of MESSAGES, `parts` what its sentence needs."""

    code: str
    parts: Mapping[str, str] = field(default_factory=dict)

    def said(self, lang: str) -> str:
        """The sentence; English where there is no other."""
        known = MESSAGES[self.code]
        return known.get(lang, known["en"]).format(**self.parts)
