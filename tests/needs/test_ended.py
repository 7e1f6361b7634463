"""A need that has ended: nobody is asked to stand behind it, and it leads to what solved it."""

import re
from dataclasses import asdict

import pytest

from commonworks.needs.commands import merging, needs, stages, supports
from commonworks.needs.models import NotPossible
from commonworks.network.ports import SYSTEM
from tests.actors import NOON, member_of
from tests.needs.conftest import PERMITS

TYPED = {
    **{name: value for name, value in asdict(PERMITS).items() if name != "cost_pence"},
    "cost_pence": "185,000",
    "authority": "leeds",
}
ENDS = {
    "Met": lambda ref: stages.mark_met(need=ref, by=member_of("camden", "lead"), at=NOON),
    "Withdrawn": lambda ref: needs.withdraw(need=ref, by=member_of("camden", "lead"), at=NOON),
    "Archived": lambda ref: stages.archive(need=ref, by=SYSTEM, at=NOON),
}


def support(ref):
    lead = member_of("leeds", "lead")
    supports.support(need=ref, authority="leeds", by=lead, at=NOON)


@pytest.mark.parametrize("stage", ENDS)
def test_the_form_of_support_refuses_what_ended_in_the_words_of_the_command(
    sign_in, declare, stage
):
    ref = declare("camden")
    ENDS[stage](ref)
    words = f"This need is “{stage}”: it takes no more support."
    page = sign_in("leeds", "lead").get(f"/needs/{ref}/support")
    assert (page.status_code, words in page.content.decode()) == (409, True)
    with pytest.raises(NotPossible, match=words):
        support(ref)


@pytest.mark.parametrize("stage", ENDS)
def test_what_a_need_was_merged_into_is_asked_whether_it_takes_support(sign_in, declare, stage):
    duplicate, ref = declare("camden"), declare("camden", title="Permits on paper")
    merging.merge(duplicate=duplicate, survivor=ref, by=SYSTEM, at=NOON)
    browser = sign_in("leeds", "lead")
    assert browser.get(f"/needs/{duplicate}/support").status_code == 200
    if stage != "Withdrawn":  # while others are merged into it, a need is not withdrawn
        ENDS[stage](ref)
        assert browser.get(f"/needs/{duplicate}/support").status_code == 409


def test_who_declares_sees_that_a_need_like_theirs_is_met_and_is_not_offered_to_support_it(
    sign_in, declare
):
    met = declare("camden", title="Visitor permits are on paper")
    open_ = declare("surrey", title="Visitor permits are sold on paper")
    ENDS["Met"](met)
    page = sign_in("leeds", "lead").post("/needs/declare", TYPED, follow=True).content.decode()
    assert re.findall(r'href="/needs/([^/"]+)/support\?', page) == [open_]
    [card] = re.findall(rf'(?s)<li class="cw-card">(?:(?!</li>).)*/needs/{met}/".*?</li>', page)
    assert re.findall(r"govuk-tag--\w+\">([^<]*)<", card) == ["Met"]
    assert ("Not the same" in card, "Support this instead" in card) == (True, False)
