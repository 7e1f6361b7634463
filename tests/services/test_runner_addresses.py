"""An address by its postcode, from a source that answers, finds nothing, or is down."""

import pytest

from commonworks.places import ports
from commonworks.places.ports import FoundAddress, LookupDown
from commonworks.services.models import Draft
from tests.services.applying import BASE, Browser, published, running

pytestmark = pytest.mark.django_db
HOUSE = FoundAddress("100", "1 High Street", "", "Leeds", "", "LS1 4AP", "Made up for tests")
FLAT = FoundAddress("101", "Flat 2", "1 High Street", "Leeds", "", "LS1 4AP", "Made up for tests")


class Source:
    """Two addresses at one postcode, none elsewhere; or no answer."""

    down = False

    def addresses(self, postcode, authority):
        if self.down:
            raise LookupDown("No answer.")
        return [HOUSE, FLAT] if (postcode, authority) == ("LS1 4AP", "leeds") else []


@pytest.fixture
def source():
    before = list(ports._source)
    source = Source()
    ports.provide(lambda: source)
    yield source
    ports._source[:] = before


@pytest.fixture
def browser(source, directory):
    published()
    running()
    browser = Browser()
    browser.start()
    browser.answer("where-you-live", home_postcode="LS1 4AP")
    return browser


def text(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200, answer.headers
    return answer.content.decode()


def test_an_address_is_chosen_by_its_postcode(browser):
    assert 'name="address-lookup"' in text(browser, "apply/your-address")
    there = browser.answer("your-address", address_lookup="ls14ap")
    assert there == "apply/your-address?choose=1"
    assert "Flat 2, 1 High Street, Leeds, LS1 4AP" in text(browser, there)
    assert browser.answer("your-address", address_choice="101") == "apply/parking-zone"
    page = text(browser, "apply/your-address")
    assert ('value="Flat 2"' in page, 'name="address-line1"' in page) == (True, True)


def test_the_postcode_that_is_looked_up_is_in_no_address_and_not_in_clear(browser):
    there = browser.answer("your-address", address_lookup="LS1 4AP")
    assert ("LS1" in there, "LS1" in str(Draft.objects.get().answers)) == (False, False)


def test_an_address_that_is_not_offered_is_not_taken(browser):
    browser.answer("your-address", address_lookup="LS1 4AP")
    for odd in ("", "999", "n0"):
        there = browser.answer("your-address", address_choice=odd)
        assert there == "apply/your-address?choose=1&problem=1"
    assert "Select an address" in text(browser, there)


def test_no_postcode_is_told(browser):
    there = browser.answer("your-address", address_lookup="nonsense")
    assert "Enter a full UK postcode" in text(browser, there)


@pytest.mark.parametrize(("down", "told"), [(True, "cannot look"), (False, "found no address")])
def test_without_an_answer_the_address_is_typed(browser, source, down, told):
    source.down = down
    there = browser.answer("your-address", address_lookup="LS9 9AA")
    there = browser.get(there)["Location"].removeprefix(BASE)
    page = text(browser, there)
    assert (told in page, 'name="address-line1"' in page) == (True, True)


def test_an_address_can_be_typed_at_once_and_its_faults_are_told(browser):
    assert 'name="address-line1"' in text(browser, "apply/your-address?manual=1")
    there = browser.answer("your-address", **{"address-line1": "1 High Street"})
    assert "Enter town or city" in text(browser, there)
