"""What is built carries nothing that belongs to GOV.UK alone, and is there under its own name."""

import hashlib
import json
import re

import pytest

from commonworks.frontend import build

pytestmark = pytest.mark.skipif(
    not build.NODE_MODULES.joinpath("sass").is_dir(), reason="Sass is not installed. Run: npm ci"
)
# © Crown copyright, the arms, the logo and the typeface are not ours to use.
NOT_OURS = re.compile(rb"crown|crest|GDS ?Transport|govuk-logo|@font-face|\.woff", re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def built():
    build.build()


def test_no_built_file_has_a_mark_or_typeface_of_govuk():
    marked = [
        (file.name, found.group())
        for file in build.STATIC.iterdir()
        for found in NOT_OURS.finditer(file.read_bytes())
    ]
    assert marked == []


def test_every_file_is_in_the_manifest_and_the_manifest_names_no_other():
    names = json.loads(build.MANIFEST.read_text())
    assert {file.name for file in build.STATIC.iterdir()} == {*names.values(), "manifest.json"}


def test_a_name_carries_the_hash_of_its_content():
    for name in json.loads(build.MANIFEST.read_text()).values():
        content = (build.STATIC / name).read_bytes()
        assert name.split(".")[1] == hashlib.sha256(content).hexdigest()[:12]


def test_a_script_imports_the_built_name_of_another():
    names = json.loads(build.MANIFEST.read_text())
    assert f'"./{names["govuk-frontend.min.js"]}"' in (build.STATIC / names["app.js"]).read_text()


def test_building_again_does_nothing():
    assert build.build() is False
