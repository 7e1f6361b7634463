from datetime import date

from likeness.facts import Circumstances, Contract, compare
from likeness.wording import REASONS

LEEDS = Circumstances(
    service="474",
    service_name="Parking permits",
    groups=["Parking"],
    contracts=[Contract("Permitter", date(2027, 5, 31))],
    place="leeds",
    type="metropolitan-district",
    type_name="Metropolitan district",
    nation="england",
    region="yorkshire-and-the-humber",
    region_name="Yorkshire and The Humber",
)


def reasons(one, other, lang="en"):
    return [common.reason(lang) for common in compare(one, other)]


def test_everything_in_common_is_told_in_words():
    york = Circumstances(
        service="474",
        contracts=[Contract("permitter", date(2027, 6, 30))],
        place="york",
        type="unitary-authority",
        nation="england",
        region="yorkshire-and-the-humber",
    )
    assert reasons(LEEDS, york) == [
        "same service: Parking permits",
        "both run Permitter",
        "both contracts end by June 2027",
        "both in Yorkshire and The Humber",
    ]


def test_it_is_told_in_welsh_as_well():
    york = Circumstances(
        service="474", contracts=[Contract("Other", date(2027, 6, 30))], place="york"
    )
    assert reasons(LEEDS, york, "cy") == [
        "yr un gwasanaeth: Parking permits",
        "mae’r ddau gontract yn dod i ben erbyn Mehefin 2027",
    ]


def test_every_reason_has_its_words_in_both_languages_with_the_same_places():
    assert {code: [*said] for code, said in REASONS.items() if [*said] != ["en", "cy"]} == {}
    assert [
        said for said in REASONS.values() if {t.count("{what}") for t in said.values()} != {1}
    ] == []


def test_services_of_one_group_are_related():
    bays = Circumstances(service="473", groups=["Parking"], place="york")
    assert reasons(LEEDS, bays) == ["both services are part of: Parking"]


def test_contracts_that_end_a_hundred_days_apart_are_of_no_season():
    late = Circumstances(contracts=[Contract("Other", date(2027, 9, 8))], place="york")
    assert reasons(LEEDS, late) == []


def test_a_contract_without_an_end_is_of_no_season():
    unknown = Circumstances(contracts=[Contract("Permitter")], place="york")
    assert reasons(LEEDS, unknown) == ["both run Permitter"]


def test_a_council_has_no_neighbourhood_with_itself():
    assert reasons(LEEDS, Circumstances(place="leeds", type="metropolitan-district")) == []


def test_a_council_has_no_contract_in_common_with_itself():
    own = Circumstances(contracts=LEEDS.contracts, place="leeds")
    assert reasons(LEEDS, own) == []


def test_nothing_known_is_nothing_in_common():
    assert compare(Circumstances(), Circumstances()) == []


def test_points_are_the_same_from_either_side():
    other = Circumstances("474", contracts=[Contract("X", date(2027, 3, 1))], place="york")
    points = [sum(c.points for c in compare(*both)) for both in ((LEEDS, other), (other, LEEDS))]
    assert points[0] == points[1]
