"""What the sign-in package writes to people, in our words."""

from collections.abc import Mapping

LETTERS: Mapping[str, tuple[str, str]] = {
    "account/email/email_confirmation_signup": (
        "Confirm your email address",
        "Confirm that this is your email address, within 3 days:\n{activate_url}\n\n"
        "If you did not register with Commonworks, you need not do anything.\n",
    ),
    "account/email/email_confirmation": (
        "Confirm your email address",
        "Confirm that this is your email address, within 3 days:\n{activate_url}\n",
    ),
    "account/email/account_already_exists": (
        "You have a Commonworks account",
        "Somebody, perhaps you, tried to register with this email address, which has an account.\n"
        "If you have forgotten the password, choose a new one:\n{password_reset_url}\n",
    ),
    "account/email/password_reset_key": (
        "Choose a new password",
        "Choose a new password for Commonworks:\n{password_reset_url}\n\n"
        "If you did not ask for this, you need not do anything: your password stays as it is.\n",
    ),
    "account/email/unknown_account": (
        "You have no Commonworks account",
        "Somebody, perhaps you, asked for a new password for this email address, which has no "
        "account.\nYou can register here:\n{signup_url}\n",
    ),
}
