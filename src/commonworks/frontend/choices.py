"""GOV.UK radios and checkboxes, with what a choice reveals. See ``controls``."""

from collections.abc import Callable

from markupsafe import escape

from commonworks.frontend.controls import beside, grouped, told
from commonworks.frontend.pieces import Params, attributes, both, hint, joined, label, within


def radios(params: Params) -> str:
    """``govukRadios``."""
    chosen = params.get("value")

    def checked(item: Params) -> bool:
        return bool(item.get("checked", chosen and item.get("value") == chosen))

    return _choices(params, "radio", checked, "")


def checkboxes(params: Params) -> str:
    """``govukCheckboxes``."""
    chosen = params.get("values") or ()

    def checked(item: Params) -> bool:
        return bool(item.get("checked", item.get("value") in chosen))

    # Without a fieldset to carry it, each box carries the description of all.
    alone = "" if params.get("fieldset") else told(params, params.get("describedBy") or "")[0]
    return _choices(params, "checkbox", checked, alone)


def _choices(params: Params, kind: str, checked: Callable[[Params], bool], alone: str) -> str:
    block = "radios" if kind == "radio" else "checkboxes"
    draw = _choice(params, kind, block, checked, alone)
    items = "".join(draw(at, item) for at, item in enumerate(params["items"], 1) if item)
    inner = (
        f'<div class="{joined(f"govuk-{block}", params)}"{attributes(params.get("attributes"))} '
        f'data-module="govuk-{block}">{beside(params, items, "Inputs")}</div>'
    )
    return grouped(params, inner)


def _choice(
    params: Params, kind: str, block: str, checked: Callable[[Params], bool], alone: str
) -> Callable[[int, Params], str]:
    prefix, name = params.get("idPrefix") or params["name"], params["name"]

    def draw(at: int, item: Params) -> str:
        if item.get("divider"):
            return f'<div class="govuk-{block}__divider">{escape(item["divider"])}</div>'
        item_id = escape(item.get("id") or (f"{prefix}-{at}" if at > 1 else prefix))
        hinted = within(item, "hint").get("text") or within(item, "hint").get("html")
        described = both(alone, f"{item_id}-item-hint" if hinted else "")
        reveals = within(item, "conditional").get("html")
        on = checked(item)
        html = (
            f'<div class="govuk-{block}__item"><input class="govuk-{block}__input" id="{item_id}" '
            f'name="{escape(item.get("name") or name)}" type="{kind}" '
            f'value="{escape(item.get("value", ""))}"'
            f"{' checked' if on else ''}{' disabled' if item.get('disabled') else ''}"
            + (f' data-aria-controls="conditional-{item_id}"' if reveals else "")
            + (f' data-behaviour="{escape(item["behaviour"])}"' if item.get("behaviour") else "")
            + (f' aria-describedby="{described}"' if described else "")
            + f"{attributes(item.get('attributes'))}>{_choice_label(item, block, item_id)}"
            + (_choice_hint(item, block, item_id) if hinted else "")
            + "</div>"
        )
        if not reveals:
            return html
        hidden = "" if on else f" govuk-{block}__conditional--hidden"
        return (
            f'{html}<div class="govuk-{block}__conditional{hidden}" id="conditional-{item_id}">'
            f"{reveals}</div>"
        )

    return draw


def _choice_label(item: Params, block: str, item_id: str) -> str:
    own = within(item, "label")
    return label(
        {**item, "classes": joined(f"govuk-{block}__label", own), **_attributes_of(own)}, item_id
    )


def _choice_hint(item: Params, block: str, item_id: str) -> str:
    own = within(item, "hint")
    return hint(
        {**own, "id": f"{item_id}-item-hint", "classes": joined(f"govuk-{block}__hint", own)}
    )


def _attributes_of(params: Params) -> Params:
    return {"attributes": params.get("attributes")}
