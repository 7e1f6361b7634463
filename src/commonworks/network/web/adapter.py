"""Where the sign-in package, django-allauth, meets the house."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest

from commonworks.kernel import clock
from commonworks.network.commands import domains
from commonworks.network.models import Person
from commonworks.network.ports import SYSTEM
from commonworks.network.queries import accounts
from commonworks.network.web.letters import LETTERS
from commonworks.post import commands as post

KEPT = timedelta(days=3)  # as long as the links in our letters lead anywhere


def start_of(person: str) -> str:
    """Where somebody begins who signs in without having been on the way to a page."""
    member = accounts.is_member(person)
    return str(settings.COMMONWORKS_MEMBERS_START if member else settings.LOGIN_REDIRECT_URL)


class Adapter(DefaultAccountAdapter):
    """Our letters go through the post room; a confirmed address may make its owner a member."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject, body = LETTERS[template_prefix]
        post.queue_email(
            to=email,
            subject=subject,
            body=body.format_map(context),
            about="sign-in",
            by=SYSTEM,
            at=(at := clock.now()),
            erase_at=at + KEPT,
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            person = str(email_address.user.ref)
            domains.join_by_domain(person=person, by=SYSTEM, at=clock.now())
        return confirmed

    def clean_email(self, email: str) -> str:
        return email.lower()

    def save_user(
        self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True
    ) -> Person:
        user.name = form.cleaned_data["name"]
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return start_of(str(request.user.ref))  # type: ignore[union-attr]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the page that follows says what happened."""
