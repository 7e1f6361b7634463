"""The pages of needs as somebody with a browser meets them."""

import csv
import io
import re
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonworks.kernel.models import DataKey
from commonworks.needs import jobs
from commonworks.needs.commands import merging, supports
from commonworks.needs.models import Draft, Need
from commonworks.network.ports import SYSTEM
from tests.actors import NOON, member_of
from tests.needs.conftest import PERMITS
from tests.needs.estates import lists

TYPED = {
    **{name: value for name, value in asdict(PERMITS).items() if name != "cost_pence"},
    "cost_pence": "185,000",
    "authority": "leeds",
}
SCRIPT = "<script>alert(1)</script>"
NAMED = "Mrs Patel of 12 Mill Lane rings every week."


def said(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def other_council_has_it(declare):
    return declare("camden", title="Visitor permits are on paper")


def test_an_officer_declares_what_nobody_else_has(sign_in):
    response = sign_in("leeds", "lead").post("/needs/declare", TYPED)
    assert (response.status_code, response.url) == (302, f"/needs/{Need.objects.get().ref}/")
    assert Need.objects.get().cost_pence == 18_500_000


def test_what_others_have_is_shown_before_anything_is_published(sign_in, declare):
    ref = other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    sent = client.post("/needs/declare", TYPED)
    page = client.get(sent.url)
    assert "Others have this too" in said(page)
    assert f"/needs/{ref}/support?" in page.content.decode()
    assert not Need.objects.filter(authority="leeds").exists()
    published = client.post(sent.url)
    assert published.url == f"/needs/{Need.objects.get(authority='leeds').ref}/"


def test_what_our_own_council_declared_is_changed_instead_of_supported(sign_in, declare):
    ref = declare("leeds", title="Visitor permits are on paper")
    page = sign_in("leeds", "lead").post("/needs/declare", TYPED, follow=True)
    shown = page.content.decode()
    assert (f'href="/needs/{ref}/change"' in shown, f"/needs/{ref}/support" in shown) == (
        True,
        False,
    )
    assert "Your council declared this" in said(page)


def test_a_system_that_is_like_it_names_its_council(sign_in, councils):
    lists("camden", name="Permit Smart", purpose="Visitor permits on paper", services=())
    page = said(sign_in("leeds", "lead").post("/needs/declare", TYPED, follow=True))
    assert re.search(r"Permit Smart A system that a council uses .* London Borough of Camden", page)


def test_support_is_two_clicks_from_what_was_typed(sign_in, declare):
    ref = other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    page = client.post("/needs/declare", TYPED, follow=True).content.decode()
    [address] = re.findall(r'href="(/needs/[^"]*support\?[^"]*)"', page)
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert ('value="42000"' in form, 'value="185,000"' in form) == (True, True)
    client.post(f"/needs/{ref}/support", {"authority": "leeds", "volume": "42000"})
    assert Need.objects.get(ref=ref).councils == 2


def test_whoever_turns_back_finds_what_they_typed(sign_in, declare):
    other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    page = client.post("/needs/declare", TYPED, follow=True).content.decode()
    [address] = re.findall(r'href="([^"]*)"[^>]*>Change what I wrote', page)
    form = client.get(address).content.decode()
    assert 'value="Visitor permits are still sold on paper"' in form
    assert 'value="185,000"' in form


def test_what_was_refused_is_gone_from_the_page_and_the_last_refusal_goes_on(sign_in, declare):
    ref = other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    sent = client.post("/needs/declare", TYPED)
    published = client.post(sent.url, {"refuse": f"need.{ref}"})
    assert published.url == f"/needs/{Need.objects.get(authority='leeds').ref}/"


def test_a_name_is_shown_and_can_be_taken_out_or_published_knowingly(sign_in):
    client = sign_in("leeds", "lead")
    sent = client.post("/needs/declare", {**TYPED, "problem": NAMED})
    assert "A name Mrs Patel" in said(client.get(sent.url))
    assert not Need.objects.exists()
    client.post(sent.url)
    assert Need.objects.count() == 1


def test_a_council_that_declares_is_shown_what_others_told_the_network_alone(sign_in, declare):
    ref = declare("camden", visibility="network")
    page = sign_in("leeds", "lead").post("/needs/declare", TYPED, follow=True).content.decode()
    assert f'href="/needs/{ref}/support?' in page
    assert ">Network only</strong>" in page


def test_no_step_past_the_page_of_others_leaves_out_the_warning(sign_in, declare):
    other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    similar = client.post("/needs/declare", {**TYPED, "problem": f"{PERMITS.problem} {NAMED}"}).url
    warned = client.post(similar)
    assert warned.url == similar.replace("similar", "personal")
    assert not Need.objects.filter(authority="leeds").exists()


def test_what_was_typed_stands_in_no_address_and_lies_sealed(sign_in, declare):
    other_council_has_it(declare)
    sent = sign_in("leeds", "lead").post("/needs/declare", TYPED)
    assert re.fullmatch(r"/needs/declare/[0-9a-f]{32}/similar", sent.url)
    [draft] = Draft.objects.all()
    assert b"permits" not in bytes(draft.said).lower()


def test_a_step_sent_twice_publishes_once_and_going_back_leads_to_the_need(sign_in, declare):
    other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    similar = client.post("/needs/declare", TYPED).url
    first, second = client.post(similar), client.post(similar)
    assert first.url == second.url
    draft = similar.removesuffix("similar")
    for address in (draft, similar, f"{draft}personal"):
        assert client.get(address).url == first.url
    assert Need.objects.filter(authority="leeds").count() == 1
    assert bytes(Draft.objects.get().said) == b""


def test_a_second_tab_is_told_of_what_the_first_one_published(sign_in, declare):
    other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    one, two = (client.post("/needs/declare", TYPED).url for _ in range(2))
    client.post(one)
    assert client.post(two).url == two
    page = client.get(two)
    assert "Your council has declared a need of this title already" in said(page)
    client.post(two, {"again": "yes"})
    assert Need.objects.filter(authority="leeds").count() == 2


def test_of_two_tabs_that_both_stand_at_the_warning_one_publishes(sign_in):
    client = sign_in("leeds", "lead")
    one, two = (client.post("/needs/declare", {**TYPED, "problem": NAMED}).url for _ in range(2))
    assert (client.post(one).status_code, client.post(two).status_code) == (302, 409)
    assert Need.objects.count() == 1


def test_what_somebody_is_about_to_declare_is_for_them_alone(sign_in, declare):
    other_council_has_it(declare)
    sent = sign_in("leeds", "lead").post("/needs/declare", TYPED)
    client = sign_in("leeds", "deputy")
    draft = sent.url.removesuffix("similar")
    for address in (draft, sent.url, f"{draft}personal"):
        assert client.get(address).status_code == 404
    assert client.post(sent.url).status_code == 404


def test_what_nobody_went_on_with_is_deleted_with_its_key_after_a_day(sign_in, declare):
    other_council_has_it(declare)
    client = sign_in("leeds", "lead")
    sent = client.post("/needs/declare", TYPED)
    kept, keys = Draft.objects.get(), DataKey.objects.filter(subject__startswith="needs.draft.")
    assert not jobs.forget_drafts(kept.kept_at + timedelta(hours=23))
    assert (keys.count(), client.get(sent.url).status_code) == (1, 200)
    assert jobs.forget_drafts(kept.kept_at + timedelta(days=1))
    assert (keys.count(), Draft.objects.count()) == (0, 0)
    assert client.get(sent.url).status_code == 404


def test_a_council_sees_that_it_declared_this_already(sign_in, permits):
    page = sign_in("leeds", "lead").post("/needs/declare", TYPED, follow=True)
    assert "Your council has declared a need of this title already" in said(page)


def test_fifty_thousand_characters_are_refused_beside_the_field(sign_in):
    page = sign_in("leeds", "lead").post("/needs/declare", {**TYPED, "problem": "x" * 50_000})
    assert "This must be 4000 characters or fewer" in said(page)


@pytest.mark.parametrize("address", ["declare", "{}/change", "{}/support", "{}/merge", "{}/owner"])
def test_a_form_with_something_wrong_in_it_is_answered_with_422(sign_in, declare, address):
    mine, theirs = declare(), other_council_has_it(declare)
    path = f"/needs/{address.format(theirs if 'support' in address else mine)}"
    page = sign_in("leeds", "lead").post(path, {"volume": "x"})
    assert (page.status_code, "There is a problem" in said(page)) == (422, True)


def test_a_member_reads_and_does_not_declare(sign_in, permits):
    client = sign_in("leeds", "member")
    assert client.get(f"/needs/{permits}/").status_code == 200
    assert client.get("/needs/declare").status_code == 403


def test_no_script_that_somebody_typed_runs(sign_in, declare):
    evil = dict.fromkeys(("title", "problem", "who", "tried", "constraints"), SCRIPT)
    ref, other = declare(**evil), declare("camden", title=f"Other {SCRIPT}")
    supports.support(
        need=ref, authority="surrey", note=SCRIPT, by=member_of("surrey", "lead"), at=NOON
    )
    merging.merge(duplicate=other, survivor=ref, why=SCRIPT, by=SYSTEM, at=NOON)
    client = sign_in("leeds", "lead")
    pages = ("", f"{ref}/", f"{other}/", f"{ref}/history", f"{ref}/change", "feed.atom")
    for address in (f"?words={SCRIPT}", *pages):
        assert SCRIPT not in client.get(f"/needs/{address}").content.decode(), address


def test_the_list_is_narrowed_by_its_address(client, declare):
    declare(title="Permits on paper")
    declare("camden", title="Blue badges by post", service_code="", problem="Slow.")
    assert "Blue badges by post" not in said(client.get("/needs/?service=474"))
    assert "Permits on paper" not in said(client.get("/needs/?region=london"))
    assert "Permits on paper" not in said(client.get("/needs/?type=london-borough"))
    assert "No need is like that" in said(client.get("/needs/?stage=met"))
    assert "No need is like that" in said(client.get("/needs/?freshness=archived"))
    assert "Blue badges by post" in said(client.get("/needs/?words=SLOW+badges"))


def test_a_download_is_exactly_what_the_list_shows(client, declare):
    for number in range(30):
        declare(title=f"Permits {number}")
    declare("camden", title='=HYPERLINK("https://a.example")', problem="x")
    rows = list(csv.DictReader(io.StringIO(client.get("/needs/?format=csv").content.decode())))
    assert len(rows) == 31
    found = client.get("/needs/?region=london&format=csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(found))
    assert (row["Council"], row["Need"]) == ("Camden", '\'=HYPERLINK("https://a.example")')
    assert client.get("/needs/?format=xlsx").content[:2] == b"PK"
    assert len(client.get("/needs/?words=permits&format=json").json()) == 30


def test_the_feed_is_of_the_same_view(client, declare):
    declare(title="Permits on paper")
    declare("camden", title="Blue badges by post")
    feed = client.get("/needs/feed.atom?region=london")
    assert feed["Content-Type"] == "application/atom+xml"
    assert re.findall(r"<title>(.*?)</title>", feed.content.decode()) == [
        "Needs of councils",
        "Blue badges by post",
    ]


def test_the_feed_says_what_nobody_has_confirmed_and_since_when(client, declare):
    old, new = declare(title="Permits on paper"), declare(title="Blue badges by post")
    Need.objects.filter(ref=old).update(good_until=date(2026, 5, 22))
    Need.objects.filter(ref=new).update(good_until=date(2099, 5, 22))
    entries = client.get("/needs/feed.atom").content.decode().split("<entry>")[1:]
    told = "Nobody at the council has confirmed this since 22 May 2026."
    assert {ref: told in entry for ref in (old, new) for entry in entries if ref in entry} == {
        old: True,
        new: False,
    }


def test_needs_of_the_network_are_shown_to_its_people_alone(client, sign_in, declare):
    ref = declare(visibility="network", title="Secret plan")
    for address in ("/needs/", "/needs/?format=csv", "/needs/feed.atom", "/api/v1/needs"):
        assert "Secret plan" not in client.get(address).content.decode()
    assert client.get(f"/needs/{ref}/").status_code == 404
    assert client.get(f"/api/v1/needs/{ref}").status_code == 404
    assert "Secret plan" in said(sign_in("camden", "caseworker").get("/needs/"))


def test_whoever_chooses_the_network_is_told_where_it_is_found_and_where_not(sign_in, declare):
    colleague = sign_in("camden", "lead")
    form = colleague.get("/needs/declare").content.decode()
    assert "found by its people, in lists, in searches and while they type" in form
    declare(visibility="network", title="Secret plan")
    for address in ("/needs/?words=secret", "/search?q=secret", "/search?kind=need"):
        assert "Secret plan" in said(colleague.get(address))
        assert "Secret plan" not in said(Client().get(address))


def test_only_colleagues_see_who_answers_for_a_need(client, sign_in):
    owner = sign_in("leeds", "lead")
    owner.post("/needs/declare", TYPED)
    address = f"/needs/{Need.objects.get().ref}/"
    assert "lead, leeds" in said(owner.get(address))
    client.logout()
    assert "lead, leeds" not in said(client.get(address))


@pytest.mark.parametrize(
    ("narrowed", "followed"),
    [
        ("region=london&type=", "kind=need&amp;region=london"),
        ("service=474", "kind=need&amp;service_code=474"),
        ("authority=leeds&words=permits", "kind=need&amp;authority=leeds&amp;words=permits"),
    ],
)
def test_what_a_list_was_narrowed_to_can_be_followed(client, permits, narrowed, followed):
    page = client.get(f"/needs/?{narrowed}").content.decode()
    assert f'href="/alerts/follow?{followed}"' in page
    assert f'href="/alerts/feed.atom?{followed}"' in page


def test_all_needs_and_what_is_none_offer_nothing_to_follow(client, permits):
    for address in ("/needs/", "/needs/?stage=met", "/needs/?authority=atlantis"):
        assert "/alerts/follow" not in client.get(address).content.decode()


def test_a_merged_need_leads_on(client, permits, declare):
    other = other_council_has_it(declare)
    merging.merge(duplicate=other, survivor=permits, by=SYSTEM, at=NOON)
    page = client.get(f"/needs/{other}/").content.decode()
    assert f'href="/needs/{permits}/"' in page


@pytest.mark.parametrize(
    ("verb", "stage"), [("withdraw", "withdrawn"), ("met", "met"), ("nothing", "open")]
)
def test_a_council_moves_its_need(sign_in, permits, verb, stage):
    client = sign_in("leeds", "lead")
    expected = 404 if verb == "nothing" else 302
    assert client.post(f"/needs/{permits}/{verb}").status_code == expected
    assert Need.objects.get(ref=permits).stage == stage


FILE = "reference,title,problem,cost\nA1,Blue badges by post,It takes weeks.,12.50\n"


def upload(client, what, text=FILE, codec="utf-8"):
    file = SimpleUploadedFile("needs.csv", text.encode(codec))
    return client.post("/needs/import", {"authority": "leeds", "file": file, "what": what})


def test_a_file_is_checked_and_then_declared(sign_in):
    client = sign_in("leeds", "lead")
    assert "1 need would be declared" in said(upload(client, "check"))
    assert not Need.objects.exists()
    assert upload(client, "import").status_code == 302
    assert Need.objects.get().own_ref == "A1"


def test_a_wrong_file_names_its_lines_and_columns(sign_in):
    client = sign_in("leeds", "lead")
    page = upload(client, "import", FILE + "A2,,Nothing,£\n", codec="cp1252")
    assert page.status_code == 422
    assert "Nothing was written. The file was read as Windows-1252" in said(page)
    assert "3 title Say in a line what the problem is" in said(page)
    assert not Need.objects.exists()


def test_questions_for_pages_cost_the_same_whatever_there_is(
    client, declare, django_assert_num_queries
):
    first = declare(title="Permits 0")
    client.get("/needs/"), client.get(f"/needs/{first}/")
    with django_assert_num_queries(12):
        client.get("/needs/?region=yorkshire-and-the-humber")
    with django_assert_num_queries(11):
        client.get(f"/needs/{first}/")
    for number in range(1, 12):
        other = declare("camden", title=f"Permits {number}")
        merging.merge(duplicate=other, survivor=first, by=SYSTEM, at=NOON)
        declare("surrey", title=f"More permits {number}")
    merging.split(duplicate=other, by=SYSTEM, at=NOON)
    with django_assert_num_queries(12):
        client.get("/needs/?region=yorkshire-and-the-humber")
    with django_assert_num_queries(11):
        client.get(f"/needs/{first}/")


def test_the_summary_of_what_is_missing_names_each_field(sign_in):
    page = sign_in("leeds", "lead").post("/needs/declare", {}).content.decode()
    assert "Enter the problem in a line" in page
    assert "Enter what happens, and what people cannot do" in page
    assert "Enter an answer" not in page
