"""What is built carries nothing that belongs to GOV.UK alone, and is there under its own name."""

import hashlib
import json
import re

import pytest

from commonworks.frontend import assets, build

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


def test_every_file_that_the_manifest_names_is_there():
    names = build.named(build.MANIFEST)
    assert set(names) == set(build.FILES)
    assert {*names.values()} <= {file.name for file in build.STATIC.iterdir()}


def published(folder, text):
    """What lies there after a build of one style of that text, and its name."""
    source = folder.with_name("app.css")
    source.write_text(text)
    build.publish({"app.css": source}, folder)
    return {file.name for file in folder.iterdir()}, build.named(folder / "manifest.json")[
        "app.css"
    ]


def test_a_page_drawn_before_a_build_keeps_its_styles_until_the_next_one(tmp_path):
    folder = tmp_path / "static"
    _, first = published(folder, "a{}")
    there, second = published(folder, "b{}")
    assert there == {first, second, "manifest.json"}
    there, third = published(folder, "c{}")
    assert there == {second, third, "manifest.json"}


def test_a_server_sees_the_names_of_a_build_that_was_made_while_it_runs(tmp_path, monkeypatch):
    folder = tmp_path / "static"
    monkeypatch.setattr(assets, "MANIFEST", folder / "manifest.json")
    for text in ("a{}", "b{}"):
        _, name = published(folder, text)
        assert assets.static("app.css") == f"/static/{name}"


def test_a_manifest_that_cannot_be_read_is_built_again(tmp_path):
    folder = tmp_path / "static"
    _, name = published(folder, "a{}")
    (folder / "manifest.json").write_text("{")
    assert published(folder, "a{}")[0] == {name, "manifest.json"}


def test_a_name_carries_the_hash_of_its_content():
    for name in json.loads(build.MANIFEST.read_text()).values():
        content = (build.STATIC / name).read_bytes()
        assert name.split(".")[1] == hashlib.sha256(content).hexdigest()[:12]


def test_a_script_imports_the_built_name_of_another():
    names = json.loads(build.MANIFEST.read_text())
    assert f'"./{names["govuk-frontend.min.js"]}"' in (build.STATIC / names["app.js"]).read_text()


def test_building_again_does_nothing():
    assert build.build() is False
