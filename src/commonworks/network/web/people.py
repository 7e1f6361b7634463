"""Pages about people: one's own, those of one's organisation, and the stewards'."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import make_password
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonworks.frontend.pages import page
from commonworks.kernel import clock
from commonworks.network import permissions
from commonworks.network.commands import domains, organisations, people
from commonworks.network.permissions import Deed
from commonworks.network.ports import Actor
from commonworks.network.queries import accounts as queries
from commonworks.network.web import entrance, forms
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
    form = forms.Rename(request.POST or None, initial={"name": by.name})
    if not form.is_valid():
        return _ask(request, form, _("What should we call you?"), _("Save"))
    people.change_name(name=form.cleaned_data["name"], by=by, at=clock.now())
    return redirect("network:account")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    welcome = queries.invitation(token, at=at)
    form = forms.Accept(request.POST or None)
    ready = request.method == "POST" and (welcome.has_account or form.is_valid())
    if not ready:
        return page(
            request,
            "network/invitation.html",
            welcome=welcome,
            fields=() if welcome.has_account else fields_of(form),
            errors=form.is_bound and bool(form.errors),
            by=by,
        )
    # Hashed here: it takes a fifth of a second, too long to hold the database's lock.
    told = {} if welcome.has_account else form.cleaned_data
    secret = make_password(told["password"]) if told else ""
    person = people.accept_invitation(
        token=token, name=told.get("name", ""), password_hash=secret, by=by, at=at
    )
    if not by.is_signed_in:
        entrance.sign_in(request, person)
    return redirect("network:account")


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
    form = forms.Invite(request.POST or None, roles=place.roles)
    if not form.is_valid():
        return _ask(request, form, _("Invite somebody"), _("Send the invitation"))
    people.invite(**form.cleaned_data, organisation=ref, by=by, at=at)
    messages.success(request, _("The invitation is on its way."))
    return redirect("network:people", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, ref: str, person: UUID) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    place = queries.staff(ref, by=by, at=at)
    who = queries.colleague(str(person), organisation=ref, by=by, at=at)
    held = [role for role, _name in who.roles]
    form = forms.Roles(request.POST or None, roles=place.roles, initial={"roles": held})
    if not form.is_valid():
        return _ask(request, form, who.name, _("Save"))
    people.change_roles(person=str(person), organisation=ref, **form.cleaned_data, by=by, at=at)
    messages.success(request, _("Saved."))
    return redirect("network:people", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: str, person: UUID) -> HttpResponse:
    by, at = Actor.of(request), clock.now()
    if request.method != "POST":
        own = str(person) == by.ref
        name = (
            by.name if own else queries.colleague(str(person), organisation=ref, by=by, at=at).name
        )
        return page(request, "network/end.html", name=name, own=own)
    people.end_membership(person=str(person), organisation=ref, by=by, at=at)
    messages.success(request, _("The membership has ended."))
    return redirect("network:organisation", ref)


@login_required
@require_POST
def withdraw(request: HttpRequest, invited: UUID) -> HttpResponse:
    people.withdraw_invitation(ref=str(invited), by=Actor.of(request), at=clock.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("network:account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_domain(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.CONFIRM_DOMAINS, ref)
    form = forms.ConfirmDomain(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Confirm an email domain"), _("Confirm"))
    domain = form.cleaned_data["domain"]
    domains.confirm_domain(organisation=ref, domain=domain, by=by, at=clock.now())
    messages.success(request, _("The domain is confirmed."))
    return redirect("network:organisation", ref)


@login_required
@require_safe
def administrators(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("search", "")[:100]
    found = queries.administered(search=search, by=Actor.of(request))
    return page(request, "network/administrators.html", organisations=found, search=search)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def administrator(request: HttpRequest, ref: str) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.NAME_ADMINISTRATORS, ref)
    form = forms.InviteAdministrator(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Invite an administrator"), _("Send the invitation"))
    email = form.cleaned_data["email"]
    people.invite(email=email, organisation=ref, role="administrator", by=by, at=clock.now())
    messages.success(request, _("The invitation is on its way."))
    return redirect("network:administrators")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    by = Actor.of(request)
    permissions.check(by, Deed.KEEP_ORGANISATIONS)
    form = forms.AddOrganisation(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Add an organisation"), _("Add"))
    organisations.add_organisation(**form.cleaned_data, by=by, at=clock.now())
    return redirect("network:organisation", form.cleaned_data["ref"])


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """In the demonstration alone: there is no password to know."""
    known = queries.demonstration_accounts()
    person = request.POST.get("person", "")
    if person not in {each.ref for each in known}:
        return page(request, "network/sign_in_as.html", accounts=known)
    entrance.sign_in(request, person)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _ask(request: HttpRequest, form: Form, heading: str, button: str) -> HttpResponse:
    return page(
        request,
        "frontend/question.html",
        fields=fields_of(form),
        heading=heading,
        title=heading,
        button=button,
        to=request.path,
        errors=form.is_bound and bool(form.errors),
    )
