"""The pages where a card is entered and the payment confirmed, as GOV.UK Pay hosts them.

Test cards: https://docs.payments.service.gov.uk/testing_govuk_pay/#mock-card-numbers. No other
number is taken, and of a number only the first six and the last four digits are kept, as by Pay.
"""

import re
from html import escape

from commonworks.integrations.simulators.exchange import Answer, Request, World, redirect
from commonworks.integrations.simulators.html import page, problems, text_field
from commonworks.integrations.simulators.pay import Payment, by_token, move

REJECTED = ("failed", "P0010")
ERROR = ("error", "P0050")
CARDS = {  # number: (what happens, the state it leads to)
    "4444333322221111": ("Paid", None),
    "4242424242424242": ("Paid", None),
    "5105105105105100": ("Paid (Mastercard)", None),
    "4000000000000002": ("Declined", REJECTED),
    "4000000000000069": ("Card expired", REJECTED),
    "4000000000000127": ("Security code not accepted", REJECTED),
    "4000000000000119": ("Error at the provider", ERROR),
}
ENDED = {
    "P0010": ("Your payment has been declined", "No money has been taken from your account."),
    "P0020": ("Your payment session has expired", "No money has been taken from your account."),
    "P0030": ("Your payment has been cancelled", "No money has been taken from your account."),
    "P0040": ("The payment was cancelled by the council", "No money has been taken."),
    "P0050": (
        "We are experiencing technical problems",
        "No money has been taken from your account. Go back to try the payment again.",
    ),
}


def enter_card(world: World, request: Request, *, token: str) -> Answer:
    if not (payment := by_token(world, token)):
        return _unknown()
    if payment.status == "created":
        move(world, payment, "started")
    if payment.status == "submitted":
        return redirect(f"/card_details/{token}/confirm")
    return _card_form(payment, {}, {}) if payment.is_open else _ended(payment)


def take_card(world: World, request: Request, *, token: str) -> Answer:
    if not (payment := by_token(world, token)):
        return _unknown()
    if payment.status not in ("created", "started"):
        return redirect(f"/card_details/{token}")  # sent twice, or too late
    given = request.form()
    number = re.sub(r"[\s-]", "", given.get("card", ""))
    if wrong := _wrong(number, given):
        return _card_form(payment, given, wrong)
    payment.card = {
        "first_digits_card_number": number[:6],
        "last_digits_card_number": number[-4:],
        "card_brand": "Mastercard" if number.startswith("5") else "Visa",
    }
    _, end = CARDS[number]
    move(world, payment, *(end or ("submitted",)))
    return redirect(f"/card_details/{token}" + ("" if end else "/confirm"))


def ask_to_confirm(world: World, request: Request, *, token: str) -> Answer:
    if not (payment := by_token(world, token)):
        return _unknown()
    if payment.status != "submitted":
        return redirect(f"/card_details/{token}")
    return page(
        "Confirm your payment",
        f"<h1>Confirm your payment</h1>{_summary(payment)}"
        f"<p>Card ending {escape(payment.card['last_digits_card_number'])}</p>"
        + _button(token, "confirm", "Confirm payment")
        + _button(token, "cancel", "Cancel payment"),
    )


def confirm(world: World, request: Request, *, token: str) -> Answer:
    if not (payment := by_token(world, token)):
        return _unknown()
    if payment.status == "submitted":
        move(world, payment, "success")
    if payment.status == "success":  # pressed twice, it is paid once
        return redirect(payment.return_url)
    return redirect(f"/card_details/{token}")


def cancel(world: World, request: Request, *, token: str) -> Answer:
    if not (payment := by_token(world, token)):
        return _unknown()
    if payment.is_open:
        move(world, payment, "failed", "P0030")
    return redirect(f"/card_details/{token}")


def _wrong(number: str, given: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if number not in CARDS:
        wrong["card"] = "Enter one of the test card numbers listed below"
    if not re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*/\s*(20)?\d\d\s*", given.get("expiry", "")):
        wrong["expiry"] = "Enter an expiry date, like 12/30"
    if not given.get("name", "").strip():
        wrong["name"] = "Enter the name on the card"
    if not re.fullmatch(r"\s*\d{3,4}\s*", given.get("code", "")):
        wrong["code"] = "Enter the card security code, 3 or 4 digits"
    return wrong


def _card_form(payment: Payment, given: dict[str, str], wrong: dict[str, str]) -> Answer:
    asked = (
        ("card", "Card number", "Digits of a test card, with or without spaces", False),
        ("expiry", "Expiry date", "Month and year, like 12/30", True),
        ("name", "Name on card", "Any made-up name: it is not kept", False),
        ("code", "Card security code", "Any 3 digits", True),
    )
    fields = "".join(
        text_field(name, label, given.get(name, ""), hint, wrong.get(name, ""), short=short)
        for name, label, hint, short in asked
    )
    return page(
        "Error: Enter card details" if wrong else "Enter card details",
        f"{problems(wrong)}<h1>Enter card details</h1>{_summary(payment)}"
        f'<form method="post" action="/card_details/{payment.token}" novalidate>{fields}'
        f"<button>Continue</button></form>{_button(payment.token, 'cancel', 'Cancel payment')}"
        f"{_test_cards()}",
    )


def _summary(payment: Payment) -> str:
    return (
        f"<dl><dt>Payment for</dt><dd>{escape(payment.description)}</dd>"
        f"<dt>Total amount</dt><dd>£{payment.amount / 100:,.2f}</dd></dl>"
    )


def _test_cards() -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{says}</td></tr>" for number, (says, _) in CARDS.items()
    )
    return (
        '<table><caption>Test cards</caption><thead><tr><th scope="col">Number</th>'
        f'<th scope="col">What happens</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _button(token: str, to: str, says: str) -> str:
    plain = ' class="plain"' if to == "cancel" else ""
    return (
        f'<form method="post" action="/card_details/{token}/{to}">'
        f"<button{plain}>{says}</button></form>"
    )


def _ended(payment: Payment) -> Answer:
    if payment.status == "success":
        title, words = "Your payment was successful", "You can go back to the service."
    else:
        title, words = ENDED[payment.code]
    link = f'<p><a href="{escape(payment.return_url)}">Go back to the service</a></p>'
    return page(title, f"<h1>{title}</h1><p>{words}</p>{link}")


def _unknown() -> Answer:
    words = "<h1>Page not found</h1><p>There is no such payment. Start again from the service.</p>"
    return page("Page not found", words, status=404)
