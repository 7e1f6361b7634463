"""What the world is told of a system: in events and on cards, and nothing of its cost."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from commonworks.needs.models.estate import System
from commonworks.needs.policies.systems import Notice


def card_ref(ref: str) -> str:
    """By what events and cards know a system."""
    return f"system.{ref}"


def public_item(row: System, services: tuple[str, ...]) -> dict[str, Any]:
    """What anyone may know of a system: nothing of its cost, whatever the council shows today,
    since an event can never be taken back. What is not known is left out."""
    notice = Notice(row.notice_length, row.notice_unit) if row.notice_length else None
    said = {
        "ref": row.ref,
        "council": row.council_id,
        "reference": row.own_ref,
        "system": row.name,
        "supplier": row.supplier_name,
        "supplier_ref": row.supplier_id,
        "purpose": row.purpose,
        "services": list(services),
        "integrations": row.integrations,
        "contract_end": row.contract_end.isoformat() if row.contract_end else "",
        "notice": str(notice or ""),
        "state": str(row.state),
    }
    return {name: value for name, value in said.items() if value}


def card(row: System, services: tuple[str, ...]) -> Mapping[str, Any]:
    """The card of a system, as signposts take it; never of its cost."""
    told = [row.purpose, f"Supplier: {row.supplier_name}" if row.supplier_name else ""]
    return {
        "ref": card_ref(row.ref),
        "kind": "system",
        "title": row.name,
        "text": " ".join(text for text in told if text),
        "link": reverse("needs:system", args=[row.ref]),
        "authority": row.council_id,
        "service_code": services[0] if services else "",
        "state": str(row.state),
        "facts": {
            "system": row.name,
            "supplier": row.supplier_name,
            "contract_end": row.contract_end.isoformat() if row.contract_end else "",
            "services": list(services),
        },
    }
