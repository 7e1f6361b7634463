"""Cards that are like a text: found, explained, refused, and followed as they change."""

import re
from datetime import date

import pytest
from django.test import Client

from commonworks.kernel.errors import Invalid, Missing, NotAllowed
from commonworks.network.ports import SYSTEM, Actor
from commonworks.signposts import commands, jobs, queries
from commonworks.signposts.models import Card, Change, Refusal
from commonworks.signposts.queries import matching
from likeness.words import stem
from tests.actors import NOON, member_of

ASKED = "Renewing a resident parking permit by post takes six weeks"
LEEDS, CAMDEN, CARDIFF = (member_of(place) for place in ("leeds", "camden", "cardiff"))


def put(ref: str, title: str, text: str = "", authority: str = "leeds", **more) -> None:
    given = {"kind": ref.split(".")[0], "link": f"/{ref}", **more}
    commands.put_card(
        ref=ref, title=title, text=text, authority=authority, by=SYSTEM, at=NOON, **given
    )


def refs(text: str = ASKED, **more) -> list[str]:
    return [found.ref for found in queries.similar(text=text, **more)]


def refuse(by: Actor, ref: str = "need.permits", **more) -> None:
    given = more or {"text": ASKED}
    commands.refuse_suggestion(ref=ref, by=by, at=NOON, **given)


@pytest.fixture(autouse=True)
def hung(councils):
    put("need.permits", "Parking permits are renewed on paper", "Residents wait six weeks by post.")
    put("need.waste", "Bulky waste is booked by phone", "Sofas wait for weeks.", "camden")
    put("factory.parking", "Parking permit factory", "One permit for all residents.", "camden")


def test_the_likest_card_comes_first_with_its_reasons():
    found = queries.similar(text=ASKED)
    assert [each.ref for each in found] == ["need.permits", "factory.parking"]
    assert found[0].authority_name == "Leeds City Council"
    assert found[0].reasons == (
        "same subject: parking permits",
        "7 words in common: post, renewing, six, parking …",
        "means much the same",
    )


def test_a_word_that_is_also_another_subjects_name_is_no_subject_by_itself():
    put("need.parks", "The park is locked too early", "People park their prams.", "camden")
    found = queries.similar(text="We want the same thing as Leeds parking", kinds=("need",))
    told = [reason for each in found for reason in each.reasons if "subject" in reason]
    assert [reason for reason in told if "parks" in reason] == []


def test_what_nobody_confirmed_says_since_when():
    Card.objects.filter(ref="need.permits").update(
        standing=Card.Standing.STALE, good_until=date(2026, 5, 3)
    )
    found = {each.ref: each.stale_since for each in queries.similar(text=ASKED)}
    assert found == {"need.permits": date(2026, 5, 3), "factory.parking": None}
    answer = Client().post("/signposts/similar", {"text": ASKED}).json()["suggestions"]
    said = {each["ref"]: (each["kind_name"], each["stale"]) for each in answer}
    assert said == {
        "need.permits": ("Need", "not confirmed since 3 May 2026"),
        "factory.parking": ("Factory", ""),
    }


def test_a_phrase_that_both_say_is_named_before_words_by_themselves():
    [found] = queries.similar(text="Sofas wait for weeks at the kerb", kinds=("need",), limit=1)
    assert "both say “sofas wait for weeks”" in found.reasons
    assert not any("words in common" in reason for reason in found.reasons)


def test_every_word_of_a_reason_is_in_both_texts():
    (first, *_) = queries.similar(text=ASKED)
    quoted = first.reasons[1].split(": ")[1].removesuffix(" …").split(", ")
    stems = {stem(word) for word in quoted}
    for text in (ASKED, f"{first.title} {first.text}"):
        assert stems <= {stem(word) for word in re.findall(r"\w+", text.lower())}


def test_kinds_narrow_the_answer():
    assert refs(kinds=("factory",)) == ["factory.parking"]


def test_a_service_in_common_is_told_by_its_name_and_goes_first():
    put("need.other", "Something else entirely", "", "camden", service_code="474")
    found = queries.similar(text="unrelated words", service_code="474")
    assert [each.ref for each in found] == ["need.other"]
    assert found[0].reasons[0].startswith("same service: ")


def test_contracts_that_end_in_one_season_are_told():
    for place, day in (("leeds", "2027-05-31"), ("camden", "2027-06-30")):
        facts = {"system": "Permitter", "contract_end": day}
        title = "Permitter" if place == "leeds" else "Parking permit back office"
        put(f"system.{place}", title, "", place, service_code="474", facts=facts)
    (found,) = queries.similar(
        text="parking permits", kinds=("system",), service_code="474", authority="leeds", limit=1
    )
    assert found.ref == "system.camden"
    assert {"both run Permitter", "both contracts end by June 2027"} <= set(found.reasons)


def test_facts_that_make_no_sense_are_passed_over():
    put("system.x", "Parking permits", service_code="474", facts={"contract_end": "soon"})
    assert "system.x" in refs("parking permits", service_code="474", authority="camden")


def test_a_change_is_seen_by_the_next_question():
    assert "need.waste" not in refs()
    put("need.waste", "Parking permits by post", "Renewing takes weeks.", "camden")
    commands.take_down(ref="need.permits", by=SYSTEM, at=NOON)
    assert refs(kinds=("need",)) == ["need.waste"]


def test_a_question_waits_for_some_changes_and_the_next_for_more(monkeypatch):
    refs()
    monkeypatch.setattr(matching, "OVERLAP", 1)
    monkeypatch.setattr(matching, "AT_A_QUESTION", 2)
    for number in range(8):
        put(f"need.late-{number}", "Parking permits by post", "Renewing takes six weeks.")
    seen = [len(set(refs(kinds=("need",), limit=20)) - {"need.permits"}) for _ in range(4)]
    assert (seen == sorted(seen), seen[0] < 8, seen[-1]) == (True, True, 8)


def test_another_database_is_noticed_by_its_marks():
    assert refs(kinds=("need",)) == ["need.permits"]
    Change.objects.update(mark="of another")
    Card.objects.filter(ref="need.permits").update(text="Nothing left", title="Nothing")
    assert refs(kinds=("need",)) == []


def test_the_job_writes_a_file_that_the_next_process_begins_with(monkeypatch):
    monkeypatch.setattr("commonworks.signposts.commands.indexing.FAR_BEHIND", 1)
    assert (jobs.keep_index(NOON), jobs.keep_index(NOON)) == (True, False)
    matching.matcher.cache_clear()
    assert refs(kinds=("need",)) == ["need.permits"]
    matching.index_file().write_bytes(b"nonsense")
    matching.matcher.cache_clear()
    assert refs(kinds=("need",)) == ["need.permits"]
    matching.index_file().unlink()


def test_a_later_file_reads_what_changed_and_nothing_else(monkeypatch):
    for number in range(3):
        put(f"factory.{number}", f"Example {number}")
    matching.rebuild()
    put("need.permits", "Street parties are asked for by letter", "The road is closed for a day.")
    put("need.new", "Parking permits by post", "Renewing takes six weeks.")
    commands.take_down(ref="need.waste", by=SYSTEM, at=NOON)
    monkeypatch.setattr(matching, "OVERLAP", 1)
    monkeypatch.setattr(matching, "_from_cards", None)  # would read every card
    Change.objects.filter(id__lt=matching.rebuild()).delete()
    matching.matcher.cache_clear()
    assert refs(kinds=("need",)) == ["need.new"]
    assert refs("Street parties", kinds=("need",)) == ["need.permits"]
    assert "need.waste" not in refs("Sofas wait for weeks")
    matching.index_file().unlink()


def test_what_a_council_refused_it_is_not_shown_again_in_any_order_of_words():
    refuse(CAMDEN)
    shuffled = "by post: renewing, a RESIDENT parking permit takes six weeks!"
    assert [refs(text, authority="camden")[0] for text in (ASKED, shuffled)] == [
        "factory.parking"
    ] * 2
    assert refs(authority="leeds")[0] == "need.permits"


def test_what_two_councils_refused_goes_down_for_all():
    before = queries.similar(text=ASKED)[0].score
    refuse(CAMDEN), refuse(CARDIFF)
    after = {each.ref: each.score for each in queries.similar(text=ASKED)}
    assert after["need.permits"] < before / 2


def test_refusing_twice_is_refusing_once():
    refuse(CAMDEN), refuse(CAMDEN)
    assert Refusal.objects.count() == 1


def test_the_words_of_refused_pairs_count_for_less():
    first = queries.similar(text="permits on paper", kinds=("need",))[0].score
    refuse(CAMDEN, text="resident permits on paper"), refuse(CARDIFF, text="permits, paper")
    assert queries.similar(text="permits on paper", kinds=("need",))[0].score < first


def test_two_cards_that_are_not_the_same_are_so_both_ways():
    refuse(CAMDEN, ref="factory.parking", text_ref="need.permits")
    card = Card.objects.get(ref="factory.parking")
    text = f"{card.title}\n{card.text}"
    assert "need.permits" not in refs(text, text_ref="factory.parking", authority="camden")
    assert "need.permits" in refs(text, text_ref="factory.parking")


def test_a_typed_text_is_kept_as_a_hash_alone():
    refuse(CAMDEN)
    (row,) = Refusal.objects.values("text", "shared", "by")
    assert row["text"].startswith("sha256:") and len(row["text"]) == 71
    assert set(row["shared"]) <= {
        *("park", "permit", "resident", "post", "six", "week", "renew")
    } | {"~parking permits"}


@pytest.mark.parametrize(
    ("by", "given", "error"),
    [
        (CAMDEN, {"text": "x", "authority": "leeds"}, NotAllowed),
        (Actor("anonymous"), {"text": "x"}, NotAllowed),
        (CAMDEN, {"text": " "}, Invalid),
        (CAMDEN, {"text_ref": "need.permits"}, Invalid),
        (CAMDEN, {"text": "x", "ref": "need.gone"}, Missing),
    ],
)
def test_a_refusal_that_cannot_be_says_why(by, given, error):
    with pytest.raises(error):
        refuse(by, **{"ref": "need.permits", **given})
    assert Refusal.objects.count() == 0


def test_an_archived_card_is_not_suggested_and_a_stale_one_falls():
    fresh = queries.similar(text=ASKED)[0].score
    Card.objects.filter(ref="need.permits").update(standing=Card.Standing.STALE)
    assert queries.similar(text=ASKED, kinds=("need",))[0].score == round(fresh * 0.8, 4)
    Card.objects.filter(ref="need.permits").update(standing=Card.Standing.ARCHIVED)
    assert refs(kinds=("need",)) == []


def test_a_question_costs_six_queries(django_assert_num_queries):
    refs()
    with django_assert_num_queries(6):
        queries.similar(text=ASKED, service_code="474", authority="leeds")


def test_a_script_asks_while_somebody_types(client: Client):
    answer = client.post("/signposts/similar", {"text": ASKED, "kind": "need"})
    (found,) = answer.json()["suggestions"]
    assert (answer.status_code, found["ref"], found["link"]) == (
        200,
        "need.permits",
        "/need.permits",
    )


def test_what_is_typed_has_no_place_in_an_address(client: Client):
    answer = client.get("/signposts/similar", {"text": ASKED})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    posted = client.post(f"/signposts/similar?text={ASKED}")
    assert posted.json() == {"suggestions": []}
    assert posted["Cache-Control"] == "no-store"


def test_another_site_cannot_ask_in_somebodys_name():
    answer = Client(enforce_csrf_checks=True).post("/signposts/similar", {"text": ASKED})
    assert answer.status_code == 403


@pytest.mark.parametrize("text", ["", "🙂", "\x00", "<script>", "%", "a" * 50_000, "'; DROP"])
def test_odd_texts_get_a_clean_answer(client: Client, text: str):
    answer = client.post("/signposts/similar", {"text": text, "service_code": "x" * 99})
    assert (answer.status_code, answer.json()) == (200, {"suggestions": []})


def test_markup_in_a_card_comes_back_as_text(client: Client):
    put("need.x", "<script>alert(1)</script> parking permit", "resident permit by post")
    answer = client.post("/signposts/similar", {"text": ASKED})
    assert answer["Content-Type"] == "application/json"
    assert "need.x" in [each["ref"] for each in answer.json()["suggestions"]]


def test_what_a_council_refused_is_not_told_to_others(client: Client):
    refuse(CAMDEN)
    answer = client.post("/signposts/similar", {"text": ASKED, "authority": "camden"})
    assert "need.permits" in [each["ref"] for each in answer.json()["suggestions"]]


def test_until_a_day_that_cannot_be_is_no_error():
    put("need.y", "Parking permit renewals", good_until=date(2020, 1, 1))
    assert "need.y" in refs()


def test_permits_in_books_are_likest_to_permits_and_no_talk_of_libraries():
    text = "Residents ring to have a sofa taken away, and wait for a card."
    put("need.items", "Book the collection of large items online", text)
    put("need.renew", "Renew a parking permit", "Residents renew a permit on paper, and wait.")
    asked = "Visitor permits are sold on paper books\nResidents ring when the books run out."
    found = queries.similar(text=asked)
    assert refs(asked).index("need.renew") < refs(asked).index("need.items")
    assert "libraries" not in " ".join(reason for each in found for reason in each.reasons)
