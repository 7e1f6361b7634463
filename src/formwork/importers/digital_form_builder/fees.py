"""A form's fees, as products with a price."""

from typing import Any

from formwork.entries import Document
from formwork.importers.digital_form_builder.form import Form
from formwork.importers.digital_form_builder.ids import Ids
from formwork.importers.digital_form_builder.report import Report
from formwork.importers.digital_form_builder.texts import text_of
from formwork.literals import decimal

FEE = {"description", "amount", "condition"}
ALWAYS = "2000-01-01"  # the original's fees have no dates


def read_fees(form: Form, ids: Ids, report: Report) -> list[Document]:
    found = []
    for n, fee in enumerate(form.file.get("fees") or []):
        here = report.at(f"/fees/{n}")
        if fee.get("condition") in form.conditions.never:
            here.lose("Its condition is never true.")
        else:
            found.append(_product(fee, form, ids, here))
    return found


def _product(fee: Any, form: Form, ids: Ids, report: Report) -> Document:
    description = text_of(fee["description"])
    product: Document = {
        "id": ids.mint("product", description),
        "description": description,
        "prices": [{"from": ALWAYS, "pence": int(decimal(text_of(fee["amount"])) * 100)}],
    }
    condition = fee.get("condition")
    if condition in form.conditions.named:
        product["when"] = form.conditions.named[condition]
    elif condition:
        report.at("/condition").refuse(f"There is no condition {condition}.")
    report.rest(fee, FEE)
    return product
