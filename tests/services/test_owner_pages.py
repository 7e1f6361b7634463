import html
import re

import pytest
from django.test import Client

from commonworks.network.commands import people
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from commonworks.services.commands import deployments
from commonworks.services.models import Account, Deployment, Edition
from commonworks.services.queries import plans
from tests.actors import NOON
from tests.services.permits import LEAD, adopted, founded, live, published, ready

pytestmark = pytest.mark.django_db
SETTINGS = "/manage/leeds/bay-permit/settings"


def signed_in(role="service-owner", council="leeds"):
    client = Client()
    ref = people.admit(
        email=f"{role}@{council}.example",
        name=role,
        organisation=council,
        roles=[role],
        by=SYSTEM,
        at=NOON,
    )
    client.force_login(Person.objects.get(ref=ref))
    return client


@pytest.fixture(autouse=True)
def service():
    founded()
    published()


@pytest.fixture
def owner():
    return signed_in()


FILLED = {
    "settings": {"setting.team.value": "Kerbs & Bays"},
    "colours": {"colour.brand.value": "#7a1f5c"},
    "lists": {
        "list.zones.options.rows": "2",
        "list.zones.options.0.en": "North",
        "list.zones.options.0.cy": "Gogledd",
        "list.zones.options.1.en": "South",
    },
    "prices": {
        "product.permit.prices.rows": "1",
        "product.permit.prices.0.from-day": "1",
        "product.permit.prices.0.from-month": "4",
        "product.permit.prices.0.from-year": "2026",
        "product.permit.prices.0.pence": "52.50",
    },
    "page-zone": {"page.zone.title.en": "Your zone"},
}


def fill_in(owner, first=1):
    """Save each page of the editor; says what each answered."""
    return [
        owner.post(f"{SETTINGS}/{group}", typed | {"number": str(number)}).status_code
        for number, (group, typed) in enumerate(FILLED.items(), first)
    ]


def statuses(page):
    """What the task list says of each group."""
    rows = re.findall(r' id="([\w-]+)-status">(.*?)</div>', page.content.decode(), re.DOTALL)
    return {name: re.sub(r"<[^>]*>", "", said) for name, said in rows}


def inputs(page):
    """What a browser would post back from the form on a page."""
    text = page.content.decode()
    form = text[text.index("data-preview-address") : text.rindex("</form>")]
    fields = re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', form)
    fields += re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', form)
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def test_what_is_typed_becomes_the_service(owner):
    ref = adopted()
    assert fill_in(owner) == [302] * 5
    composed = plans.live_plan(ref).plan.composed
    zones = [option.id for option in composed.shape.fields["zone"].options]
    assert (composed.settings["team"], zones, composed.colours["brand"]) == (
        "Kerbs & Bays",
        ["leeds.north", "leeds.south"],
        "#7a1f5c",
    )
    assert [price.pence for price in composed.prices["permit"]] == [5250]
    assert composed.words("en").title("page:zone") == "Your zone"


def test_the_task_list_says_how_far_each_page_is(owner):
    adopted()
    missing, begun, done = "Cannot go live yet", "Not started", "Complete"
    assert statuses(owner.get(SETTINGS)) == {
        "settings": missing,
        "lists": missing,
        "prices": missing,
        "colours": begun,
        "page-zone": begun,
    }
    fill_in(owner)
    assert statuses(owner.get(SETTINGS)) == dict.fromkeys(FILLED, done)


def test_a_page_of_the_form_is_called_in_the_readers_language(owner):
    adopted()
    titles = [
        re.findall(r"‘(Which zone[^’]*|Ym mha[^’]*)’", html.unescape(text))
        for text in (owner.get(f"{SETTINGS}?lang={lang}").content.decode() for lang in ("en", "cy"))
    ]
    assert titles == [["Which zone do you live in?"], ["Ym mha barth ydych chi'n byw?"]]


def test_each_thing_that_is_missing_stands_beside_its_page(owner):
    adopted()
    text = owner.get(SETTINGS).content.decode()
    hints = re.findall(r'task-list__hint">(.*?)</div>', text)
    assert hints[:2] == [
        "Name of the team: fill this in.",
        "Parking zones: give at least one option.",
    ]
    assert hints[2].startswith("Permit for a year: give a price that holds on")


def test_a_text_is_called_by_what_it_is_and_shows_what_the_definition_says(owner):
    adopted()
    text = owner.get(f"{SETTINGS}/page-zone").content.decode()
    name = "Page ‘Which zone do you live in?’"
    assert (f'<h1 class="govuk-heading-l">{name}</h1>' in text, f"{name}: title" in text) == (
        True,
        True,
    )
    assert "The definition says: Ym mha barth ydych chi" in html.unescape(text)


def test_what_stands_on_other_pages_stays_as_it_was_saved(owner):
    ref = adopted()
    fill_in(owner)
    before = plans.saved_overlay(Edition.objects.get(number=6).ref).changes
    typed = FILLED["settings"] | {"setting.team.value": "Another", "number": "6"}
    owner.post(f"{SETTINGS}/settings", typed)
    after = plans.saved_overlay(plans.live_plan(ref).plan.edition).changes
    other = {key for key in before | after if before.get(key) != after.get(key)}
    assert {key.address for key in other} == {"setting:team"}


def test_there_is_no_page_of_what_is_not_open(owner):
    adopted()
    names = ("emails", "page-nowhere", "Settings", "x" * 300)
    assert [owner.get(f"{SETTINGS}/{name}").status_code for name in names] == [404] * 4


@pytest.mark.parametrize("group", FILLED)
def test_saving_a_page_as_it_is_shown_changes_nothing(owner, group):
    adopted()
    fill_in(owner)
    shown = inputs(owner.get(f"{SETTINGS}/{group}"))
    assert shown["number"] == "6"
    assert owner.post(f"{SETTINGS}/{group}", shown).status_code == 302
    assert Edition.objects.count() == 6


def test_a_renamed_option_keeps_its_id_and_an_emptied_one_goes(owner):
    ref = adopted()
    fill_in(owner)
    shown = inputs(owner.get(f"{SETTINGS}/lists"))
    shown |= {"list.zones.options.0.en": "Far north", "list.zones.options.1.en": ""}
    owner.post(f"{SETTINGS}/lists", shown)
    plan = plans.live_plan(ref).plan
    options = plan.shape.fields["zone"].options
    labels = [(each.id, plan.words("en").get(each.address, "label")) for each in options]
    assert labels == [("leeds.north", "Far north")]


WRONG = {
    "a colour that white cannot be read on": ("colours", "colour.brand.value", "#ffee00"),
    "a colour that is none": ("colours", "colour.brand.value", "red;}body{"),
    "a price that is none": ("prices", "product.permit.prices.0.pence", "a lot"),
    "a price over the limit": ("prices", "product.permit.prices.0.pence", "900"),
    "a day that is none": ("prices", "product.permit.prices.0.from-day", "31"),
    "a text over length": ("page-zone", "page.zone.title.en", "x" * 61),
    "a telephone number that is none": ("settings", "setting.telephone.value", "12"),
    "a name that rings a bell": ("settings", "setting.team.value", "Cam\x07den\u202e\x1b[31m"),
    "a name of two lines": ("settings", "setting.team.value", "Camden\r\nBcc: evil@x.example"),
    "a name without end": ("settings", "setting.team.value", "x" * 20_000),
    "a text that turns round": ("page-zone", "page.zone.title.en", "Your \u202ezone"),
    "an option that rings a bell": ("lists", "list.zones.options.0.en", "North\x07"),
    "an option twice": ("lists", "list.zones.options.1.en", "North"),
    "a misspelt name to fill in": ("page-zone", "page.zone.title.en", "Of ((taem))"),
    "an option in Welsh alone": ("lists", "list.zones.options.0.en", ""),
}


@pytest.mark.parametrize("group, name, value", WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_refused_beside_its_field_and_nothing_typed_is_lost(
    owner, group, name, value
):
    adopted()
    typed = FILLED[group] | {"number": "1", name: value}
    answer = owner.post(f"{SETTINGS}/{group}", typed)
    text = answer.content.decode()
    field = re.sub(r"-(day|month|year)$", "", name)
    assert (answer.status_code, Edition.objects.count()) == (422, 1)
    assert f'id="{field}-error"' in text
    assert typed.items() <= (inputs(answer) | {name: value}).items()


def test_two_owners_at_once_see_each_others_values_and_lose_nothing(owner):
    adopted()
    page, typed = f"{SETTINGS}/settings", FILLED["settings"] | {"number": "1"}
    owner.post(page, typed)
    answer = owner.post(page, typed | {"setting.team.value": "Mine"})
    assert (answer.status_code, Edition.objects.count()) == (409, 2)
    assert "Your colleague saved: Kerbs &amp; Bays" in answer.content.decode()
    again = inputs(answer)
    assert (again["setting.team.value"], again["number"]) == ("Mine", "2")
    assert owner.post(page, again).status_code == 302


def test_another_row_can_be_added_without_saving(owner):
    adopted()
    name = "list.zones.options"
    answer = owner.post(f"{SETTINGS}/lists", FILLED["lists"] | {"action": f"add {name}"})
    assert (answer.status_code, f'name="{name}.2.en"' in answer.content.decode()) == (200, True)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    "group, shown",
    [("page-zone", "Your zone"), ("lists", "South"), ("colours", "#7a1f5c"), ("prices", "£52.50")],
)
def test_the_preview_shows_what_is_not_saved(owner, group, shown):
    adopted()
    answer = owner.post(f"{SETTINGS}/{group}/preview", FILLED[group])
    assert shown in answer.content.decode()
    part = owner.post(f"{SETTINGS}/{group}/preview", FILLED[group], HTTP_X_PREVIEW="part")
    assert (part.status_code, b"<html" in part.content) == (200, False)
    assert Edition.objects.count() == 1


def test_html_in_a_text_is_shown_as_text(owner):
    adopted()
    typed = {"page.zone.title.en": "<script>alert(1)</script>"}
    answer = owner.post(f"{SETTINGS}/page-zone/preview", typed)
    assert b"<script>alert" not in answer.content


def test_a_service_goes_live_from_its_page(owner):
    ready()
    page = owner.get("/manage/leeds/bay-permit/")
    assert "To do" not in page.content.decode()
    assert owner.post("/manage/leeds/bay-permit/go-live").status_code == 302
    assert Deployment.objects.get().state == "live"


def test_a_service_that_lacks_something_says_what(owner):
    adopted()
    text = owner.get("/manage/leeds/bay-permit/").content.decode()
    assert "Name of the team: fill this in." in text
    answer = owner.post("/manage/leeds/bay-permit/go-live")
    assert (answer.status_code, Deployment.objects.get().state) == (409, "preparing")


def test_a_service_that_cannot_go_live_says_so_on_its_own_page(owner):
    adopted()
    answer = owner.post("/manage/leeds/bay-permit/go-live")
    page = answer.content.decode()
    assert (answer.status_code, "govuk-error-summary" in page) == (409, True)
    assert ("This service cannot go live yet." in page, "What going live needs" in page) == (
        True,
        True,
    )


def test_a_service_that_was_taken_on_already_is_said_on_the_councils_page(owner):
    adopted()
    answer = owner.post("/manage/leeds/adopt", {"service": "bay-permit"})
    page = answer.content.decode()
    assert (answer.status_code, "<h1" in page) == (409, True)
    assert "The council has taken on this service already." in page


def test_a_council_takes_on_a_service(owner):
    assert "Take it on" in owner.get("/manage/leeds/").content.decode()
    assert owner.post("/manage/leeds/adopt", {"service": "bay-permit"}).status_code == 302
    assert Deployment.objects.get().ref == "leeds.bay-permit"


def test_the_payment_key_is_never_shown_again(owner):
    key = "api_test_canary123"
    assert owner.post("/manage/leeds/payments-account", {"api_key": key}).status_code == 302
    assert Account.objects.count() == 1
    for address in ("/manage/leeds/payments-account", "/manage/leeds/"):
        assert b"canary" not in owner.get(address).content
    answer = owner.post("/manage/leeds/payments-account", {"api_key": "canary x y"})
    assert (answer.status_code, b"canary" in answer.content) == (422, False)


@pytest.mark.parametrize("role, council", [("service-owner", "camden"), ("caseworker", "leeds")])
def test_nobody_elses_staff_get_in(role, council):
    live()
    client = signed_in(role, council)
    addresses = ("/manage/leeds/", "/manage/leeds/bay-permit/", SETTINGS, f"{SETTINGS}/settings")
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    posts = ("pause", "settings/settings/preview", "settings/settings")
    got = [client.post(f"/manage/leeds/bay-permit/{each}").status_code for each in posts]
    assert (got, Deployment.objects.get().state) == ([403, 403, 403], "live")


def test_a_stranger_is_asked_to_sign_in():
    answer = Client().get("/manage/")
    assert (answer.status_code, "/manage/" in answer["Location"]) == (302, True)


def test_the_editor_costs_a_fixed_number_of_queries(owner, django_assert_max_num_queries):
    adopted()
    for address in (SETTINGS, f"{SETTINGS}/prices"):
        owner.get(address)
        with django_assert_max_num_queries(6):
            owner.get(address)


def test_what_is_saved_once_a_service_has_ended_is_refused_on_its_own_form(owner):
    ref = live()
    deployments.end(deployment=ref, by=LEAD, at=NOON)
    sent = {"number": "2", "setting.team.value": "Another team"}
    answer = owner.post(f"{SETTINGS}/settings", sent)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "This service has ended here. It cannot be changed any more." in said
    assert "Another team" in said
