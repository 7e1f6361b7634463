"""An address look-up in the shape of OS Places, where every address is made up and says so.

https://docs.os.uk/os-apis/accessing-os-apis/os-places-api/technical-specification/postcode
"""

import hashlib
import re

from commonworks.integrations.simulators.exchange import Answer, Request, World, json_answer

STREET, TOWN = "DEMONSTRATION STREET", "DEMONSTRATION TOWN"
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
NOWHERE = "ZZ99"  # pseudo postcodes: valid in shape, and no address has one
MADE_UP = 999_000_000_000  # UPRNs in use have other first digits
MOST = 100


def by_postcode(world: World, request: Request) -> Answer:
    if not (request.headers.get("key") or request.query.get("key")):
        words = "Failed to resolve API Key variable request.queryparam.key"
        return json_answer(401, {"fault": {"faultstring": words}})
    asked = request.query.get("postcode", "")
    if not (match := POSTCODE.fullmatch("".join(asked.upper().split()))):
        words = (
            "Requested postcode must contain a minimum of the sector plus 1 digit of the district"
        )
        return json_answer(400, {"error": {"statuscode": 400, "message": words}})
    postcode = f"{match[1]} {match[2]}"
    found = [] if match[1] == NOWHERE else _addresses(postcode)
    header = {
        "uri": f"{request.base}/search/places/v1/postcode?postcode={postcode.replace(' ', '%20')}",
        "query": f"postcode={postcode}",
        "offset": 0,
        "totalresults": len(found),
        "format": "JSON",
        "dataset": "DPA",
        "lr": "EN,CY",
        "maxresults": MOST,
        "epoch": "0",
        "output_srs": "EPSG:27700",
    }
    # As the real one: no "results" at all where there are none.
    return json_answer(200, {"header": header, **({"results": found} if found else {})})


def _addresses(postcode: str) -> list[dict[str, dict[str, str]]]:
    """Between 4 and 19 houses and a flat, the same each time."""
    seed = int.from_bytes(hashlib.sha256(postcode.encode()).digest()[:4])
    first = MADE_UP + (seed % 40_000_000) * 20
    houses = [_address(first + n, str(n), "", postcode) for n in range(1, 5 + seed % 16)]
    return [*houses, _address(first, "1", "FLAT A", postcode)]


def _address(uprn: int, number: str, flat: str, postcode: str) -> dict[str, dict[str, str]]:
    lines = [*([flat] if flat else []), number, STREET, TOWN, postcode]
    told = {
        "UPRN": str(uprn),
        "ADDRESS": ", ".join(lines),
        "BUILDING_NUMBER": number,
        "THOROUGHFARE_NAME": STREET,
        "POST_TOWN": TOWN,
        "POSTCODE": postcode,
        "LANGUAGE": "EN",
    }
    return {"DPA": told | ({"SUB_BUILDING_NAME": flat} if flat else {})}
