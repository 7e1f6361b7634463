"""A form that is refused comes back with what was typed, and with the status that says so."""

import pytest

from commonworks.factories.commands import assessments
from commonworks.factories.models import Factory
from tests.actors import LEEDS_LEAD, NOON

pytestmark = pytest.mark.django_db
FORMS = (
    *("agreement/offer", "assessments/begin", "commission", "costs/figure", "costs/offer"),
    *("debate/write", "invite", "join", "bring", "propose", "risks/raise", "stop", "updates/post"),
    *("assessments/1/option", "assessments/1/criteria", "assessments/1/score"),
)


@pytest.fixture
def leeds(parking, signed_in):
    assessments.begin_assessment(factory=parking, title="Ways", by=LEEDS_LEAD, at=NOON)
    return signed_in("lead", "leeds")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_sent_empty_is_refused(parking, leeds, form):
    answer = leeds.post(f"/factories/{parking}/{form}", {})
    shown = answer.content.decode()
    assert (answer.status_code, "There is a problem" in shown) == (422, True)


def test_founding_without_a_name_is_refused_and_keeps_what_was_typed(leeds):
    answer = leeds.post("/factories/found", {"purpose": "One bin calendar"})
    assert (answer.status_code, "One bin calendar" in answer.content.decode()) == (422, True)
    assert not Factory.objects.filter(purpose="One bin calendar").exists()


def test_what_somebody_else_overtook_says_so_by_its_status(parking, leeds):
    asked = {"part": "observer", "message": "Come and watch"}
    door = f"/factories/{parking}/invite?organisation=woking"
    assert leeds.post(door, asked).status_code == 302
    answer = leeds.post(door, asked)
    assert (answer.status_code, "Come and watch" in answer.content.decode()) == (409, True)


def test_a_lead_that_may_not_leave_is_told_on_the_page_where_it_asked_to(parking, leeds):
    answer = leeds.post(f"/factories/{parking}/leave/leeds", {})
    said = "The lead cannot leave: another member must take the lead first."
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    assert "Leave this factory" in answer.content.decode()


def test_a_form_that_nobody_has_sent_yet_is_an_ordinary_page(parking, leeds):
    answers = {form: leeds.get(f"/factories/{parking}/{form}").status_code for form in FORMS}
    assert answers == dict.fromkeys(FORMS, 200)


def test_a_refusal_is_in_welsh_on_a_welsh_page(parking, leeds):
    answer = leeds.post(f"/factories/{parking}/leave/leeds?lang=cy", {})
    said = "Ni all yr arweinydd adael: rhaid i aelod arall arwain yn gyntaf."
    assert (answer.status_code, said in answer.content.decode()) == (409, True)


def test_what_a_factory_is_and_which_part_its_members_take_is_in_welsh_on_a_welsh_page(
    parking, leeds
):
    members = leeds.get(f"/factories/{parking}/members?lang=cy").content.decode()
    assert ("Ffatri brosiect" in members, "Project factory" in members) == (True, False)
    assert ("Arweinydd" in members, ">Lead<" in members) == (True, False)
