"""What seems to be about a person is kept, sealed, until whoever wrote it has looked again."""

import pytest

from commonworks.kernel.models import DataKey
from commonworks.needs.models import Draft, Need, Support
from tests.needs.conftest import PERMITS
from tests.needs.test_pages import said

NAMED = "Sarah Jenkins waits for her permit."
SAYS = {"title": PERMITS.title, "problem": f"{PERMITS.problem} {NAMED}", "visibility": "public"}
HAS_IT = {"authority": "camden", "volume": "9000", "cost_pence": "40,000", "note": NAMED}


@pytest.fixture
def leeds(sign_in, permits):
    return sign_in("leeds", "lead")


@pytest.fixture
def camden(sign_in, permits):
    return sign_in("camden", "lead")


def change(client, permits, **other):
    return client.post(f"/needs/{permits}/change", SAYS | {"edition": "1"} | other)


def support(client, permits, **other):
    return client.post(f"/needs/{permits}/support", HAS_IT | other)


@pytest.mark.parametrize(("who", "send"), [("leeds", change), ("camden", support)])
def test_a_warning_is_a_page_of_its_own_and_what_was_typed_lies_sealed(request, permits, who, send):
    client = request.getfixturevalue(who)
    sent = send(client, permits)
    [draft] = Draft.objects.all()
    assert (sent.status_code, sent.url) == (302, f"/needs/declare/{draft.ref}/personal")
    assert b"Jenkins" not in bytes(draft.said)
    shown = said(client.get(sent.url))
    assert ("A name" in shown, "Sarah Jenkins" in shown) == (True, True)
    assert Need.objects.filter(problem__contains="Jenkins").count() == Support.objects.count() == 0


def test_a_change_goes_on_from_the_warning_once(leeds, permits):
    warned = change(leeds, permits).url
    first, again = leeds.post(warned), leeds.post(warned)
    assert first.url == again.url == f"/needs/{permits}/"
    need = Need.objects.get()
    assert (need.edition, NAMED in need.problem) == (2, True)
    assert bytes(Draft.objects.get().said) == b""
    assert not DataKey.objects.filter(subject__startswith="needs.draft.").exists()


def test_support_goes_on_from_the_warning_once(camden, permits):
    warned = support(camden, permits).url
    first, again = camden.post(warned), camden.post(warned)
    assert first.url == again.url == f"/needs/{permits}/"
    row = Support.objects.get()
    assert (row.volume, row.cost_pence, row.note) == (9_000, 4_000_000, NAMED)


def test_whoever_turns_back_finds_what_they_typed(leeds, camden, permits):
    for client, send, typed in (
        (leeds, change, ["Sarah Jenkins waits"]),
        (camden, support, ["Sarah Jenkins waits", 'value="9000"', 'value="40,000"']),
    ):
        warned = send(client, permits).url
        back = warned.removesuffix("personal")
        form = client.get(back, follow=True).content.decode()
        assert [text for text in typed if text not in form] == []
        assert client.get(warned).status_code == 200


def test_a_draft_of_one_need_fills_in_no_form_of_another(leeds, permits, declare):
    other = declare("leeds", title="Bulky waste")
    draft = change(leeds, permits).url.split("/")[3]
    assert "Jenkins" not in leeds.get(f"/needs/{other}/change?draft={draft}").content.decode()


def test_a_draft_is_read_by_whoever_wrote_it_alone(leeds, permits, sign_in):
    warned = change(leeds, permits).url
    draft = warned.split("/")[3]
    deputy = sign_in("leeds", "deputy")
    for address in (warned, f"/needs/{permits}/change?draft={draft}"):
        assert deputy.get(address).status_code == 404
    assert deputy.post(warned).status_code == 404


def test_of_two_changes_at_once_the_second_is_kept_on_its_page_and_can_be_sent_again(
    leeds, permits
):
    mine = SAYS | {"problem": "Mine", "edition": "1"}
    leeds.post(f"/needs/{permits}/change", SAYS | {"problem": "Hers", "edition": "1"})
    refused = leeds.post(f"/needs/{permits}/change", mine)
    shown = refused.content.decode()
    assert (refused.status_code, "Somebody changed this need" in shown) == (409, True)
    assert ("Mine" in shown, 'name="edition" value="2"' in shown) == (True, True)
    assert Need.objects.get().problem == "Hers"
    leeds.post(f"/needs/{permits}/change", mine | {"edition": "2"})
    assert Need.objects.get().problem == "Mine"


def test_whoever_was_overtaken_at_the_warning_loses_nothing(leeds, permits):
    warned = change(leeds, permits).url
    leeds.post(f"/needs/{permits}/change", SAYS | {"problem": "Hers", "edition": "1"})
    assert leeds.post(warned).status_code == 409
    form = leeds.get(warned.removesuffix("personal"), follow=True).content.decode()
    assert ("Sarah Jenkins waits" in form, 'name="edition" value="1"' in form) == (True, True)


def test_a_council_that_has_it_already_is_told_on_the_form(camden, permits):
    support(camden, permits, note="")
    again = support(camden, permits, note="Since 2019")
    assert (again.status_code, "Since 2019" in again.content.decode()) == (409, True)


def test_a_reason_for_merging_that_seems_personal_is_published_only_if_one_is_sure(
    sign_in, permits, declare
):
    other = declare(title="Permits on scratch cards")
    client, why = sign_in("leeds", "lead"), "Ask Mrs Margaret Thompson on 07700 900123."
    told = {"survivor": f"https://commonworks.example/needs/{permits}/?from=list", "why": why}
    refused = client.post(f"/needs/{other}/merge", told)
    assert (refused.status_code, Need.objects.get(ref=other).stage) == (422, "open")
    assert "says nothing about a person" in said(refused)
    merged = client.post(f"/needs/{other}/merge", told | {"sure": "on"})
    assert (merged.url, Need.objects.get(ref=other).stage) == (f"/needs/{permits}/", "merged")


@pytest.mark.parametrize("typed", ["{}", "/needs/{}/", "needs/{}", " https://x.example/needs/{} "])
def test_the_need_to_merge_with_may_be_pasted(sign_in, permits, declare, typed):
    other = declare(title="Permits on scratch cards")
    sent = sign_in("leeds", "lead").post(
        f"/needs/{other}/merge", {"survivor": typed.format(permits)}
    )
    assert sent.url == f"/needs/{permits}/"
