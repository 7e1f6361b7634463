import datetime as dt

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation

from commonworks.frontend.forms import DateField, Form, MoneyField, NumberField, kind_of
from commonworks.kernel.errors import Invalid


class Declare(Form):
    title = forms.CharField(label="What is the problem?", max_length=20)
    since = DateField(label="Since when?", required=False)
    cost = MoneyField(label="What does it cost?", required=False)


def posted(**given):
    return Declare.of(RequestFactory().post("/", given))


def date(day="", month="", year=""):
    return {"since-day": day, "since-month": month, "since-year": year}


def test_what_was_typed_becomes_values():
    form = posted(title="Potholes", cost="£1,200.50", **date("1", "2", "2026"))
    assert (form.is_valid(), form.cleaned_data) == (
        True,
        {"title": "Potholes", "since": dt.date(2026, 2, 1), "cost": 120050},
    )


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (date("31", "2", "2026"), "The date must be a real date", ("day", "month", "year")),
        (date("1", "", "2026"), "The date must include a day", ("month",)),
        (date("1", "2", "26"), "The year must have four numbers", ("year",)),
        (date("²", "2", "2026"), "The date must be a real date", ("day", "month", "year")),
    ],
)
def test_a_date_that_is_none_says_which_part_is_wrong(typed, message, parts):
    field = next(each for each in posted(title="a", **typed).drawn if each.name == "since")
    assert (field.error.startswith(message), field.wrong_parts) == (True, parts)


def test_an_empty_form_has_no_errors_and_a_posted_one_keeps_what_was_typed():
    assert Declare().summary == ""
    form = posted(title="x" * 30, cost="lots")
    drawn = {field.name: field.value for field in form.drawn}
    assert (form.is_valid(), drawn["cost"], 'href="#title"' in form.summary) == (
        False,
        "lots",
        True,
    )


def test_money_is_shown_in_pounds():
    field = next(each for each in Declare(initial={"cost": 120050}).drawn if each.name == "cost")
    assert field.value == "1,200.50"


def test_a_refusal_stands_beside_its_field_and_the_page_is_shown_again():
    def command(**given):
        raise Invalid("The title is taken.", {"title": "Choose another title"})

    form = posted(title="Potholes")
    assert (form.is_valid(), form.carries_out(command)) == (True, False)
    assert form.errors == {"title": ["Choose another title"]}


def test_a_refusal_without_a_field_stands_in_the_summary():
    def command(**given):
        raise Invalid("The poll has closed.")

    form = posted(title="Potholes")
    form.is_valid()
    form.carries_out(command)
    assert "The poll has closed." in form.summary


def test_a_command_gets_what_was_typed_and_its_answer_is_kept():
    form = posted(title="Potholes")
    done = form.is_valid() and form.carries_out(lambda title, by, **_: f"{title} by {by}", by="Ann")
    assert (done, form.result) == (True, "Potholes by Ann")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (forms.CharField(), "text"),
        (forms.CharField(widget=forms.Textarea), "long-text"),
        (forms.CharField(widget=forms.PasswordInput), "password"),
        (forms.EmailField(), "email"),
        (forms.IntegerField(), "number"),
        (forms.BooleanField(), "declaration"),
        (forms.ChoiceField(), "select"),
        (forms.ChoiceField(widget=forms.RadioSelect), "radios"),
        (forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple), "checkboxes"),
        (forms.FileField(), "file"),
        (DateField(), "date"),
        (MoneyField(), "money"),
    ],
)
def test_each_django_field_has_a_control_of_ours(field, kind):
    assert kind_of(field) == kind


def test_a_form_reads_a_post_alone():
    assert Declare.of(RequestFactory().get("/", {"title": "a"})).is_bound is False


def test_a_text_that_is_too_long_is_told_by_how_much():
    said = "This must be 20 characters or fewer, and it has 50000. Shorten it."
    assert posted(title="x" * 50_000).errors["title"] == [said]


@pytest.mark.parametrize("typed", ["1200", "1,200", "1 200", " 1,200 "])
def test_a_whole_number_may_have_its_thousands_parted(typed):
    assert NumberField().clean(typed) == 1200


@pytest.mark.parametrize("typed", ["1.5", "many", "1,2o0"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="Enter a whole number"):
        NumberField().clean(typed)


def test_a_field_that_a_form_adds_as_it_is_made_speaks_our_words_too():
    class Introduce(Declare):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["council"] = forms.ChoiceField(label="Whom?", choices=[("leeds", "Leeds")])

    form = Introduce.of(RequestFactory().post("/", {"title": "Potholes"}))
    assert form.errors["council"] == ["Choose an answer: Whom?"]


class Ask(Form):
    council = forms.ChoiceField(label="Council", choices=[(f"c{n}", f"C {n}") for n in range(20)])
    part = forms.ChoiceField(label="As what?", choices=[("a", "A")], widget=forms.RadioSelect)
    name = forms.CharField(label="Name")
    on = DateField(label="First day")
    sure = forms.BooleanField(label="I am sure")


def asked(**given):
    return Ask.of(RequestFactory().post("/", given))


def test_each_missing_answer_names_its_question():
    assert [each.error for each in asked().drawn] == [
        "Choose an answer: Council",
        "Choose an answer: As what?",
        "Enter an answer: Name",
        "Enter a date: First day",
        "Choose an answer: I am sure",
    ]


def test_each_missing_answer_names_its_question_in_welsh():
    with translation.override("cy"):
        said = [each.error for each in asked().drawn]
    assert said[:4] == [
        "Dewiswch ateb: Council",
        "Dewiswch ateb: As what?",
        "Rhowch ateb: Name",
        "Rhowch ddyddiad: First day",
    ]


def test_what_is_typed_beside_a_long_list_is_kept_and_told_to_be_chosen_from_it():
    form = asked(**{"council": "", "council-typed": 'Nowhere "on Sea"'})
    [field] = [each for each in form.drawn if each.name == "council"]
    assert field.error == "Choose an answer from the list: Council"
    assert 'data-typed="Nowhere &#34;on Sea&#34;"' in str(form.html).replace("&quot;", "&#34;")


def test_a_choice_that_is_not_offered_is_told_to_be_chosen_from_the_list():
    assert asked(council="mars").errors["council"] == ["Choose an answer from the list: Council"]


def test_a_message_of_the_forms_own_is_kept():
    class Own(Form):
        name = forms.CharField(label="Name", error_messages={"required": "Say what it is called"})

    assert Own.of(RequestFactory().post("/")).errors["name"] == ["Say what it is called"]


class Checked(Form):
    days = forms.IntegerField(label="Days", min_value=1, max_value=99)
    link = forms.URLField(label="Link", assume_scheme="https")
    mail = forms.EmailField(label="Email")
    own = forms.IntegerField(label="Own", error_messages={"invalid": "Ours"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "0"}, "This must be 1 or more"),
        ({"days": "100"}, "This must be 99 or less"),
        ({"days": "many"}, "Enter a whole number, such as 12"),
        ({"link": "not one"}, "Enter a web address, such as https://www.example.org/report"),
        ({"mail": "nobody"}, "Enter an email address, such as name@example.org"),
        ({"own": "x"}, "Ours"),
    ],
)
def test_what_django_would_refuse_in_its_words_is_refused_in_ours(typed, said):
    [name] = typed
    assert Checked(typed).errors[name] == [said]
