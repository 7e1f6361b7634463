"""Pages about people: one's own, those of one's organisation, and the stewards'."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.forms import Form, tried
from commonworks.frontend.pages import page
from commonworks.frontend.tables import Column, Table
from commonworks.kernel import clock
from commonworks.network import permissions
from commonworks.network.commands import domains, organisations, people
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor
from commonworks.network.queries import accounts as queries
from commonworks.network.queries.accounts import Administered
from commonworks.network.web import entrance, forms
from commonworks.network.web.adapter import start_of
from commonworks.network.web.forms import fields_of


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    return page(request, "network/account.html", you=queries.account(by=by), by=by)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    form = forms.Rename.of(request, initial={"name": by.name})
    if form.is_valid() and form.carries_out(people.change_name, by=by, at=clock.now()):
        return redirect("network:account")
    return _ask(request, form, _("What should we call you?"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    welcome = queries.invitation(token, at=at)
    form = (forms.Sure if welcome.has_account else forms.Accept).of(request)
    if form.is_valid() and form.carries_out(_accept, token=token, by=by, at=at):
        if not by.is_signed_in:
            entrance.sign_in(request, form.result)
        return redirect("network:account")
    return page(
        request,
        "network/invitation.html",
        status=form.status,
        welcome=welcome,
        fields=fields_of(form),
        others=form.non_field_errors(),
        errors=bool(form.errors),
        by=by,
    )


def _accept(*, token: str, name: str = "", password: str = "", by: Actor, at: datetime) -> str:
    # Hashed here: it takes a fifth of a second, too long to hold the database's lock.
    secret = make_password(password) if password else ""
    return people.accept_invitation(token=token, name=name, password_hash=secret, by=by, at=at)


@login_required
@require_safe
def staff(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.staff(ref, by=Actor.of(request), at=clock.now())
    return page(request, "network/staff.html", staff=found, fields=fields_of(forms.ConfirmDomain()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, ref: str) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    place = queries.staff(ref, by=by, at=at)
    form = forms.Invite.of(request, roles=place.roles)
    if form.is_valid() and form.carries_out(people.invite, organisation=ref, by=by, at=at):
        messages.success(request, _("The invitation is on its way."))
        return redirect("network:people", ref)
    return _ask(request, form, _("Invite somebody"), _("Send the invitation"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, ref: str, person: UUID) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    place = queries.staff(ref, by=by, at=at)
    who = queries.colleague(str(person), organisation=ref, by=by, at=at)
    held = [role for role, _name in who.roles]
    form = forms.Roles.of(request, roles=place.roles, initial={"roles": held})
    whose = {"person": str(person), "organisation": ref}
    if form.is_valid() and form.carries_out(people.change_roles, **whose, by=by, at=at):
        messages.success(request, _("Saved."))
        return redirect("network:people", ref)
    return _ask(request, form, who.name, _("Save"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: str, person: UUID) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    form, whose = forms.Sure.of(request), {"person": str(person), "organisation": ref}
    if form.is_valid() and form.carries_out(people.end_membership, **whose, by=by, at=at):
        messages.success(request, _("The membership has ended."))
        return redirect("network:organisation", ref)
    own = str(person) == by.ref
    who = None if own else queries.colleague(str(person), organisation=ref, by=by, at=at)
    name = who.name if who else by.name
    return page(request, "network/end.html", status=form.status, name=name, own=own, form=form)


@login_required
@require_POST
def withdraw(request: HttpRequest, invited: UUID) -> HttpResponse:
    ref, by, at = str(invited), Actor.of(request), clock.now()
    _done, wrong = tried(people.withdraw_invitation, ref=ref, by=by, at=at)
    if wrong:
        messages.error(request, wrong.said)
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("network:account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_domain(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.CONFIRM_DOMAINS, ref)
    form, at = forms.ConfirmDomain.of(request), clock.now()
    if form.is_valid() and form.carries_out(domains.confirm_domain, organisation=ref, by=by, at=at):
        messages.success(request, _("The domain is confirmed."))
        return redirect("network:organisation", ref)
    return _ask(request, form, _("Confirm an email domain"), _("Confirm"))


@login_required
@require_safe
def administrators(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("search", "")[:100]
    found = queries.administered(search=search, by=Actor.of(request))
    table = _administered(found)
    return page(request, "network/administrators.html", organisations=table, search=search)


def _administered(found: Sequence[Administered]) -> Table:
    def named(row: Mapping[str, Any]) -> str:
        return reverse("network:administrator", args=[row["organisation"]])

    columns = [
        Column(
            "name",
            _("Organisation"),
            link=lambda row: reverse("network:organisation", args=[row["organisation"]]),
        ),
        Column("administrators", _("Administrators"), kind="number"),
        Column("invited", _("Invited"), kind="number"),
        Column("invite", _("Actions"), link=named, about=lambda row: row["name"]),
    ]
    invite = {"invite": _("Invite an administrator")}
    rows = [asdict(each) | invite for each in found]
    return Table(_("Administrators"), columns, rows, stacked=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def administrator(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.NAME_ADMINISTRATORS, ref)
    form, offer = forms.InviteAdministrator.of(request), {"role": "administrator"}
    if form.is_valid() and form.carries_out(
        people.invite, organisation=ref, **offer, by=by, at=clock.now()
    ):
        messages.success(request, _("The invitation is on its way."))
        return redirect("network:administrators")
    return _ask(request, form, _("Invite an administrator"), _("Send the invitation"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.KEEP_ORGANISATIONS)
    form = forms.AddOrganisation.of(request)
    if form.is_valid() and form.carries_out(organisations.add_organisation, by=by, at=clock.now()):
        return redirect("network:organisation", form.cleaned_data["ref"])
    return _ask(request, form, _("Add an organisation"), _("Add"))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """In the demonstration alone: there is no password to know."""
    known = queries.demonstration_accounts()
    person = request.POST.get("person", "")
    if person not in {each.ref for each in known}:
        return page(request, "network/sign_in_as.html", accounts=known)
    entrance.sign_in(request, person)
    return redirect(get_next_redirect_url(request) or start_of(person))


def _ask(request: HttpRequest, form: Form, heading: str, button: str) -> HttpResponse:
    return page(
        request,
        "frontend/question.html",
        fields=fields_of(form),
        heading=heading,
        title=heading,
        button=button,
        to=request.path,
        status=form.status,
        others=form.non_field_errors(),
        errors=form.is_bound and bool(form.errors),
    )
