"""A form that is sent twice is carried out once.

Each time that a form is drawn it hides the browser's secret anew (see forgery.py). So two sendings
with the same hidden letters, to the same address and with the same answers, are one form: a button
was pressed twice, a page reloaded, or a browser tried again. The second gets what the first got.
"""

import hashlib
import json
import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commonworks.kernel import clock, repeats
from commonworks.kernel.errors import Conflict

View = Callable[..., HttpResponseBase]
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
PATIENCE, GLANCE = 5.0, 0.05  # seconds


class BeingSaved(Conflict):
    code = "being-saved"


def once(view: View) -> View:
    """For a view that adds something and then leads elsewhere. What it refuses may come again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST" or not request.POST.get(TOKEN):
            return view(request, *args, **kwargs)
        key = _key(request)
        while not repeats.begin(key, at=clock.now()):
            if there := _answer(key):
                return redirect(there)
        there = ""
        try:
            response = view(request, *args, **kwargs)
            there = response.get("Location", "")
        finally:
            repeats.end(key, there)
        return response

    return guarded


def _key(request: HttpRequest) -> str:
    sent = [request.get_full_path(), sorted(request.POST.lists())]
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()


def _answer(key: str) -> str:
    """Where the first sending led, once it is there; "" if it came to nothing."""
    until = time.monotonic() + PATIENCE
    while (there := repeats.answer(key)) == "":
        if time.monotonic() > until:
            raise BeingSaved(_("This is being saved already. Look whether it is there."))
        time.sleep(GLANCE)
    return there or ""
