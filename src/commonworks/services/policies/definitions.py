"""What a definition must be to run as a service."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonworks.kernel.errors import Invalid
from formwork import Definition, DefinitionError, Problem, from_document, load, source

LONGEST = 60
LARGEST = source.LARGEST  # bytes of a file
SERVICE_REF = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Words that stand, or may come to stand, where a service's name does in an address.
RESERVED = frozenset(
    {
        *("all", "api", "apply", "ask", "find", "manage", "new", "none", "payments-account"),
        *("search", "services", "static"),
    }
)
# What a foreign form has no place for, and a case cannot do without.
STANDARD_PARTS: dict[str, Any] = {
    "messages": [
        {
            "id": "received",
            "subject": {
                "en": "We have received your application: ((reference))",
                "cy": "Rydym wedi cael eich cais: ((reference))",
            },
            "body": {
                "en": "Your reference is ((reference)). See how it stands: ((status-link))",
                "cy": "Eich cyfeirnod yw ((reference)). Gweld sut mae’n mynd: ((status-link))",
            },
        },
        {
            "id": "decided",
            "subject": {
                "en": "A decision on your application ((reference))",
                "cy": "Penderfyniad ar eich cais ((reference))",
            },
            "body": {
                "en": "((letter))\n\nSee the decision: ((status-link))",
                "cy": "((letter))\n\nGweld y penderfyniad: ((status-link))",
            },
        },
    ],
    "outcomes": [
        {
            "id": "granted",
            "label": {"en": "Grant", "cy": "Caniatáu"},
            "message": "decided",
            "favourable": True,
        },
        {
            "id": "refused",
            "label": {"en": "Refuse", "cy": "Gwrthod"},
            "message": "decided",
            "favourable": False,
        },
    ],
}


class DefinitionRefused(Invalid):
    """The definition cannot be published. `fields` says what is wrong at which place of it."""

    code = "definition-refused"


def read_definition(data: bytes, name: str = "", lang: str = "") -> Definition:
    """A definition that can run as a service, from a file of any family that can be imported.

    `name` is the file's name, for foreign forms that have none, and `lang` the language of those
    that do not say theirs. What a foreign form lacks, such
    as what a case can come to, is filled in. Raises DefinitionRefused.
    """
    try:
        definition = load(data, name=name, lang=lang)
        if definition.family != "formwork":
            definition = _completed(definition)
    except DefinitionError as refused:
        raise _refused(refused.problems) from refused
    fault = _name_fault(definition.id)
    if fault:
        raise _refused([Problem("reserved-id", fault, "/definition")])
    return definition


def _completed(definition: Definition) -> Definition:
    languages = definition.release.languages
    document = {**_said_in(languages, STANDARD_PARTS), **definition.document}
    whole = from_document(document)
    return Definition(whole.document, {}, definition.family, definition.losses)


def _said_in(languages: Sequence[str], part: Any) -> Any:
    """Without the texts in languages that the form is not in."""
    if isinstance(part, list):
        return [_said_in(languages, each) for each in part]
    if not isinstance(part, dict):
        return part
    if set(part) == {"en", "cy"}:
        return {lang: part[lang] for lang in languages}
    return {name: _said_in(languages, value) for name, value in part.items()}


def _name_fault(name: str) -> str:
    if name in RESERVED:
        return _("“%(name)s” is reserved for the site’s own pages. Choose another id.") % {
            "name": name
        }
    if len(name) > LONGEST or not SERVICE_REF.fullmatch(name):
        return _(
            "The id of a service has small letters, digits and hyphens, %(most)s at most: "
            "“%(name)s” does not fit."
        ) % {"most": LONGEST, "name": name}
    return ""


def _refused(problems: Iterable[Problem]) -> DefinitionRefused:
    found: dict[str, str] = {}
    for problem in problems:
        line = _("line %(number)s") % {"number": problem.line} if problem.line else ""
        place = line or problem.where or _("the file")
        found[place] = " ".join(filter(None, [found.get(place, ""), problem.sentence]))
    return DefinitionRefused(_("The definition cannot be published. Put this right first."), found)
