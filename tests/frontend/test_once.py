"""A form that is sent twice is carried out once: without scripts, by reloading, in two tabs."""

import pytest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from commonworks.frontend import once as module
from commonworks.frontend.once import BeingSaved, once
from commonworks.kernel import repeats

pytestmark = pytest.mark.django_db


def sent(view, letters="abc", path="/add", **fields):
    told = fields | ({"csrfmiddlewaretoken": letters} if letters else {})
    return view(RequestFactory().post(path, told))


@pytest.fixture
def counted():
    """A view that counts, and its counts."""
    done = []

    @once
    def add(request):
        if request.POST.get("name") == "wrong":
            return HttpResponse("Enter a name", status=422)
        if request.POST.get("name") == "fails":
            raise ValueError
        done.append(request.POST.get("name"))
        return redirect(f"/thing/{len(done)}")

    return add, done


def test_the_same_form_is_carried_out_once_and_leads_to_the_same_page(counted):
    add, done = counted
    assert [sent(add, name="A")["Location"] for _ in range(3)] == ["/thing/1"] * 3
    assert done == ["A"]


@pytest.mark.parametrize(
    "other", [{"letters": "abd"}, {"name": "B"}, {"path": "/add?of=2"}, {"more": "1"}]
)
def test_a_form_drawn_anew_filled_in_otherwise_or_of_another_page_is_another(counted, other):
    add, done = counted
    sent(add, name="A")
    sent(add, **{"name": "A"} | other)
    assert len(done) == 2


def test_what_was_refused_or_failed_may_be_sent_again(counted):
    add, done = counted
    assert [sent(add, name="wrong").status_code for _ in range(2)] == [422, 422]
    for _ in range(2):
        with pytest.raises(ValueError):
            sent(add, name="fails")
    assert done == []


def test_what_carries_no_letters_is_left_to_the_view(counted):
    add, done = counted
    for _ in range(2):
        sent(add, letters="", name="A")
    assert len(done) == 2


def test_the_second_waits_for_the_first(counted, monkeypatch):
    add, done = counted
    monkeypatch.setattr(repeats, "begin", lambda key, at: False)
    told = iter(["", "", "/thing/1"])
    monkeypatch.setattr(repeats, "answer", lambda key: next(told))
    assert (sent(add, name="A")["Location"], done) == ("/thing/1", [])


def test_who_waited_long_is_told_to_look(counted, monkeypatch):
    add, done = counted
    monkeypatch.setattr(repeats, "begin", lambda key, at: False)
    monkeypatch.setattr(repeats, "answer", lambda key: "")
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    with pytest.raises(BeingSaved):
        sent(add, name="A")
    assert done == []
