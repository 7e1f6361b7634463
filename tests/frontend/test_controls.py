"""The components are what GOV.UK Frontend says they are: its own fixtures are the judge."""

import json

import pytest

from commonworks.frontend import choices, controls, pieces
from commonworks.frontend.build import NODE_MODULES
from commonworks.frontend.pages import engine
from tests.frontend.html import tokens

COMPONENTS = NODE_MODULES / "govuk-frontend/dist/govuk/components"
OURS = {
    "input": controls.text_input,
    "textarea": controls.textarea,
    "character-count": controls.character_count,
    "select": controls.select,
    "radios": choices.radios,
    "checkboxes": choices.checkboxes,
    "date-input": controls.date_input,
    "password-input": controls.password_input,
    "file-upload": controls.file_upload,
    "error-summary": pieces.error_summary,
}


def fixtures(component):
    found = json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]
    return [(component, each["name"], each["options"], each["html"]) for each in found]


FORM_FIXTURES = [fixture for component in OURS for fixture in fixtures(component)]
ALL_FIXTURES = [
    fixture
    for file in sorted(COMPONENTS.glob("*/fixtures.json"))
    for fixture in fixtures(file.parent.name)
]
pytestmark = pytest.mark.skipif(
    not COMPONENTS.is_dir(), reason="GOV.UK Frontend is not installed. Run: npm ci"
)


def names(found):
    return [f"{component}: {name}" for component, name, _, _ in found]


@pytest.mark.parametrize(
    ("component", "name", "options", "html"), FORM_FIXTURES, ids=names(FORM_FIXTURES)
)
def test_our_control_is_the_same_as_govuk_frontends(component, name, options, html):
    assert tokens(OURS[component](options)) == tokens(html)


@pytest.mark.parametrize(
    ("component", "name", "options", "html"), ALL_FIXTURES, ids=names(ALL_FIXTURES)
)
def test_the_macro_is_the_same_as_govuk_frontends(component, name, options, html):
    macro = "govuk" + component.title().replace("-", "")
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    source = f'{{% from "{path}" import {macro} %}}{{{{ {macro}(params) }}}}'
    drawn = engine().env.from_string(source).render(params=options)
    assert tokens(drawn) == tokens(html)
