"""What seems to tell of a person, and what only looks like it."""

from csv import DictReader
from importlib.resources import files
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonworks.needs.policies.personal import Finding, Kind, found_in, seems_personal

PERSONAL = [
    ("Mrs Patel rang again", Kind.NAME, "Mrs Patel"),
    ("Dr. A. Okafor says so", Kind.NAME, "Dr. A. Okafor"),
    ("Cllr Jones asked", Kind.NAME, "Cllr Jones"),
    ("My name is Priya Shah and", Kind.NAME, "Priya Shah"),
    ("a resident Jo Bloggs wrote", Kind.NAME, "Jo Bloggs"),
    ("Ask Sarah Jenkins about it", Kind.NAME, "Sarah Jenkins"),
    ("as Mohammed K. Ali told us", Kind.NAME, "Mohammed K. Ali"),
    ("Siobhan and Sean O’Brien", Kind.NAME, "Sean O’Brien"),
    ("write to jo.bloggs@example.com.", Kind.EMAIL, "jo.bloggs@example.com"),
    ("ring 0113 496 0123", Kind.PHONE, "0113 496 0123"),
    ("ring (0113) 496 0123", Kind.PHONE, "(0113) 496 0123"),
    ("mobile 07700900123", Kind.PHONE, "07700900123"),
    ("mobile +44 7700 900 123", Kind.PHONE, "+44 7700 900 123"),
    ("mobile +44 (0)7700 900123", Kind.PHONE, "+44 (0)7700 900123"),
    ("NI number AB 12 34 56 C", Kind.NI_NUMBER, "AB 12 34 56 C"),
    ("ni ab123456c", Kind.NI_NUMBER, "ab123456c"),
    ("NHS number 943 476 5919", Kind.NHS_NUMBER, "943 476 5919"),
    ("lives at 12 Mill Lane", Kind.ADDRESS, "12 Mill Lane"),
    ("Flat 3b, 7 St George’s Road", Kind.ADDRESS, "Flat 3b, 7 St George’s Road"),
    ("Mrs Jane Smith says so", Kind.NAME, "Mrs Jane Smith"),
    ("of 12 High Street DT1 1XJ, who", Kind.ADDRESS, "12 High Street DT1 1XJ"),
    ("12 High Street,\nDorchester, dt1 1xj.", Kind.ADDRESS, "12 High Street, Dorchester, dt1 1xj"),
    ("Flat 3, 7 Mill Lane, LS1 4AP", Kind.ADDRESS, "Flat 3, 7 Mill Lane, LS1 4AP"),
    ("at 12, The Old Mill, LS1 4AP", Kind.ADDRESS, "12, The Old Mill, LS1 4AP"),
    ("Jane McDonald rang", Kind.NAME, "Jane McDonald"),
    ("as Siân Davies wrote", Kind.NAME, "Siân Davies"),
    ("as Sian Davies wrote", Kind.NAME, "Sian Davies"),
    ("as Sia\u0302n Davies wrote", Kind.NAME, "Siân Davies"),
    ("Ask Bronwen Evans.", Kind.NAME, "Bronwen Evans"),
    ("Ask Priya Sharma.", Kind.NAME, "Priya Sharma"),
    ("Ask Sunita Rao.", Kind.NAME, "Sunita Rao"),
    ("Ask Angela van der Berg.", Kind.NAME, "Angela van der Berg"),
    ("Ask Dafydd ap Gwilym.", Kind.NAME, "Dafydd ap Gwilym"),
    ("Mr de Souza rang", Kind.NAME, "Mr de Souza"),
    ("Mr Łukasz Nowak rang", Kind.NAME, "Mr Łukasz Nowak"),
    ("Mrs Ólafsdóttir rang", Kind.NAME, "Mrs Ólafsdóttir"),
    ("Mrs McCarthy rang", Kind.NAME, "Mrs McCarthy"),
    ("Miss Zoë MacLeod rang", Kind.NAME, "Miss Zoë MacLeod"),
    ("mrs jones rang", Kind.NAME, "mrs jones"),
    ("mr and mrs o'brien rang", Kind.NAME, "mrs o'brien"),
    ("MR McDONALD RANG", Kind.NAME, "MR McDONALD RANG"),
    ("from JOHN SMITH", Kind.NAME, "JOHN SMITH"),
    ("of 7 Oak road, who", Kind.ADDRESS, "7 Oak road"),
    ("12 acacia avenue, leeds ls6 2ab", Kind.ADDRESS, "12 acacia avenue, leeds ls6 2ab"),
    ("yn 12 Heol y Bont", Kind.ADDRESS, "12 Heol y Bont"),
    ("yn 3 Lôn Fach, LL57 2DG", Kind.ADDRESS, "3 Lôn Fach, LL57 2DG"),
]
NOT_PERSONAL = [
    "Residents of Victoria Road queue for scratch cards.",
    "Queen Elizabeth Hospital and Ruth Gorse Academy share a car park.",
    "The Martyn Law guidance, the Grace Road ground and the John Lewis Partnership",
    "Leeds City Council, Camden Council and Surrey County Council",
    "It costs £185,000 a year for 42,000 permits, in 2026 and 2027.",
    "Call the contact centre on 0300 123 4567 or 0800 011 1234.",
    "Write to parking@leeds.example or info@council.example.",
    "Postcodes such as LS1 4AP are looked up by hand.",
    "The contract 0123-456 ends on 31 March 2028; order 1234567890.",
    "Section 12 of the Road Traffic Regulation Act 1984 applies.",
    "24 councils asked; 3 answered. The 2 Park and Ride sites are full.",
    "GDS, MHCLG, DVLA and the LGA know. Version 1.2.3.4 of the API is old.",
    "May and June are the busiest; April Fools apart.",
    "A customer called Monday to say that it was full.",
    "Blue Badge applicants Wait months.",
    "A scheme called Green Lane, or named Blue Badge Scheme; the Blue Badge is next.",
    "JOHN LEWIS PARTNERSHIP, HARROGATE BOROUGH and the BLUE BADGE TEAM",
    "Residents miss Council Tax bills; MS Office, MX Records and the DR Plan take 200 ms.",
    "Titles such as mr and mrs, or mr or ms, are kept in a table.",
    "40 Leeds street lights, 3 Camden road schemes; 24 Councils close at noon, 12 Members walk.",
    "24 high street banks and 12 parking places",
    "Aneurin Bevan and Hywel Dda University Health Boards, Angus and Arun District",
]


@pytest.mark.parametrize(("text", "kind", "found"), PERSONAL)
def test_what_tells_of_a_person_is_found(text, kind, found):
    assert list(seems_personal(text)) == [Finding(kind, found)]


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_what_only_looks_like_it_is_left_alone(text):
    assert list(seems_personal(text)) == []


def test_each_thing_is_found_once_in_each_field():
    found = found_in({"problem": "Mrs Patel, Mrs Patel", "tried": "Mrs Patel", "who": "nobody"})
    assert found == (
        Finding(Kind.NAME, "Mrs Patel", "problem"),
        Finding(Kind.NAME, "Mrs Patel", "tried"),
    )


def test_two_people_are_two_findings_though_one_name_begins_like_the_other():
    found = seems_personal("Mrs Jane Smith wrote, Jane Smithson rang, and Jane Smith wrote again.")
    assert [each.text for each in found] == ["Mrs Jane Smith", "Jane Smithson"]


@given(st.text(st.sampled_from("0123456789 +().-@AaBbLls,\n")))
def test_no_text_takes_long_or_fails(text):
    for each in seems_personal(text * 20):
        assert each.text


PIECES = ("Jane McDonald de van ", "12 Oak road ", "1, a ", "Mr de ", "AaBb", "A-Aa", "LS1 4AP ")


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_ten_times_as_long_takes_no_more_than_some_tenfold(piece):
    short, long = (_seconds(piece * (size // len(piece))) for size in (5_000, 50_000))
    assert long < 30 * short + 0.05


def _seconds(text: str) -> float:
    """The best of three."""
    spent = []
    for _turn in range(3):
        began = perf_counter()
        list(seems_personal(text))
        spent.append(perf_counter() - began)
    return min(spent)


def test_no_service_or_organisation_of_the_uk_seems_to_be_a_person():
    facts = files("commonworks.network").joinpath("facts")
    names = [
        row["name"]
        for name in ("services.csv", "organisations.csv")
        for row in DictReader(facts.joinpath(name).read_text("utf-8").splitlines())
    ]
    assert {name: told for name in names if (told := list(seems_personal(name)))} == {}
