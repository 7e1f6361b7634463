"""Each digital-form-builder file of the shared corpora: imported, or refused at its place."""

import json
import os
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from formwork import DefinitionError, Release, Walk, compose, load
from formwork.exporter import to_yaml

ROOT = Path(__file__).parents[2]
NEAR = [above / ".." / "shared" for above in (ROOT, *ROOT.parents)]
PLACES = [Path(os.environ["COMMONWORKS_SHARED"])] if "COMMONWORKS_SHARED" in os.environ else NEAR
FORMS = next((p / "data" / "forms" for p in PLACES if (p / "data" / "forms").is_dir()), None)
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.skipif(FORMS is None, reason="there is no ../shared/data/forms here")


def corpus(name):
    return sorted((FORMS / name).rglob("*.json")) if FORMS else []


@cache
def brought_in(name):
    """(definitions by file, the places and reasons of the refused by file)."""
    good, refused = {}, {}
    for path in corpus(name):
        try:
            good[path] = load(path.read_bytes(), name=path.stem)
        except DefinitionError as fault:
            refused[path] = fault.problems
    return good, refused


def reasons(refused):
    """How many files are refused for each reason."""
    return Counter(why for found in refused.values() for why in {reason(p) for p in found})


def reason(problem):
    return problem.message.split(" cannot run")[0]


def test_the_ministrys_forms_are_imported_but_for_uploads_and_tables():
    good, refused = brought_in("mhclg")
    assert (len(good), len(refused)) == (75, 30)
    assert reasons(refused) == {
        "A ClientSideFileUploadField": 17,
        "A MultiInputField": 13,
        "Pages that repeat are not imported yet.": 13,
    }


def test_the_samples_of_the_builder_are_imported_but_for_uploads_and_times():
    good, refused = brought_in("digital-form-builder")
    assert sorted(path.name for path in good) == [
        "confirmation-timeout.json",
        "get-condition-evaluation-context.json",
        "html-templating-example.json",
        "multi-start-page-example.json",
        "test.json",
    ]
    assert reasons(refused) == {
        "A FileUploadField": 3,
        "A TimeField": 1,
        "A DateTimeField": 1,
        "A DateTimePartsField": 1,
    }


@pytest.mark.parametrize("name", ["mhclg", "digital-form-builder"])
def test_every_refusal_and_loss_names_a_place_that_is_in_the_file(name):
    good, refused = brought_in(name)
    places = [(path, p.where) for path, found in refused.items() for p in found]
    places += [(path, loss.place) for path, d in good.items() for loss in d.losses]
    assert [f"{path.name} {where}" for path, where in places if not found_at(path, where)] == []


def found_at(path, pointer):
    value = json.loads(path.read_text())
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False
    return True


@pytest.mark.parametrize("name", ["mhclg", "digital-form-builder"])
def test_every_imported_form_runs_and_comes_back_from_yaml_as_the_same_release(name):
    good, _ = brought_in(name)
    for definition in good.values():
        release = definition.release
        assert Walk(compose(release).shape, {}, {}, TODAY).path().steps
        assert load(to_yaml(definition).encode()).release.hash == release.hash
        assert load(to_yaml(release).encode()).release.hash == release.hash
        assert Release.from_bytes(release.to_bytes()) == release


def sample(name):
    return compose(load((FORMS / "digital-form-builder" / name).read_bytes(), name="t").release)


def pages(shape, **answers):
    named = {shape.field_named(name.replace("__", ".")): value for name, value in answers.items()}
    return Walk(shape, named, {}, TODAY).path()


def test_the_passport_form_turns_away_who_has_none():
    path = pages(sample("test.json").shape, checkBeforeYouStart__ukPassport=False)
    assert (path.pages, path.exit) == (("start", "uk-passport", "no-uk-passport"), "no-uk-passport")


@pytest.mark.parametrize(("applicants", "asked"), [(1, 1), (2, 2), (4, 4)])
def test_the_passport_form_asks_for_each_applicant(applicants, asked):
    shape = sample("test.json").shape
    field = shape.fields[shape.field_named("numberOfApplicants")]
    option = next(o.id for o in field.options if o.name == str(applicants))
    path = pages(shape, ukPassport=True, numberOfApplicants=option)
    people = [p for p in path.pages if p.startswith("applicant") and "address" not in p]
    assert len(people) == asked


def test_a_condition_of_one_form_leads_the_way_that_the_original_leads():
    path = FORMS / "mhclg" / "nwp_r1" / "nwp_pill1" / "nwp-pill1-eligibility.json"
    shape = compose(load(path.read_bytes(), name="eligibility").release).shape
    abroad = pages(shape, FabDefault__lqNzFM=False)
    assert abroad.exit == "you-cannot-apply-for-this-funding"
    here = pages(shape, FabDefault__lqNzFM=True)
    assert here.next.page == "what-is-the-legal-status-of-your-organisation"
