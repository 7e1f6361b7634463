import pytest

from commonworks.kernel import encryption
from commonworks.kernel.errors import Gone
from commonworks.kernel.models import AuthorityKey, DataKey
from tests.actors import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal():
    return encryption.new_seal(subject="case-1", authority="leeds", at=NOON)


def test_what_is_sealed_can_be_opened_with_the_same_seal(seal):
    sealed = seal.seal("name", "Zoë")
    assert encryption.seal_of("case-1").open("name", sealed) == "Zoë"
    assert b"Zo" not in sealed


def test_the_same_words_never_look_alike(seal):
    assert seal.seal("name", "Ana") != seal.seal("name", "Ana")


def test_a_field_cannot_be_passed_off_as_another_or_as_anothers(seal):
    other = encryption.new_seal(subject="case-2", authority="leeds", at=NOON)
    sealed = seal.seal("name", "Ana")
    for taker, name in ((seal, "phone"), (other, "name")):
        with pytest.raises(encryption.Unreadable):
            taker.open(name, sealed)


def test_every_changed_bit_is_noticed(seal):
    sealed = seal.seal("name", "Ana")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(encryption.Unreadable):
            seal.open("name", bytes(changed))


def test_a_destroyed_key_takes_what_it_sealed_with_it(seal):
    encryption.erase("case-1")
    with pytest.raises(Gone):
        encryption.seal_of("case-1")


def test_rotation_wraps_anew_and_leaves_what_is_sealed_as_it_was(seal):
    sealed = seal.seal("name", "Ana")
    wrapped = bytes(DataKey.objects.get().wrapped)
    assert encryption.rotate("leeds", at=NOON) == 1

    assert encryption.seal_of("case-1").open("name", sealed) == "Ana"
    assert bytes(DataKey.objects.get().wrapped) != wrapped
    assert list(AuthorityKey.objects.values_list("version", flat=True)) == [2]


def test_rotating_one_authoritys_key_leaves_the_others(seal):
    encryption.new_seal(subject="case-2", authority="camden", at=NOON)
    encryption.rotate("leeds", at=NOON)
    keys = AuthorityKey.objects.order_by("authority").values_list("authority", "version")
    assert list(keys) == [("camden", 1), ("leeds", 2)]


def test_another_master_key_opens_nothing(seal, settings):
    settings.COMMONWORKS_MASTER_KEY = bytes(32)
    with pytest.raises(encryption.Unreadable):
        encryption.seal_of("case-1")


def test_a_blind_index_is_equal_for_equal_texts_of_one_authority_and_field():
    def blind(authority="leeds", name="vrm", text="AB12 CDE"):
        return encryption.blind(authority, name, text, at=NOON)

    assert blind() == blind(text="ab12cde")
    assert len({blind(), blind("camden"), blind(name="name"), blind(text="AB12 CDF")}) == 4


def test_a_blind_index_outlives_a_rotation():
    before = encryption.blind("leeds", "vrm", "AB12", at=NOON)
    encryption.rotate("leeds", at=NOON)
    assert encryption.blind("leeds", "vrm", "AB12", at=NOON) == before


def test_a_seal_costs_one_question_however_many(seal, django_assert_num_queries):
    encryption.new_seal(subject="case-2", authority="leeds", at=NOON)
    with django_assert_num_queries(1):
        encryption.seals_of(["case-1", "case-2"])


def test_a_seal_does_not_show_its_key(seal):
    assert repr(seal) == "Seal(subject='case-1')"
