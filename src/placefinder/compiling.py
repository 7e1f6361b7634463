"""From the rows of a directory to the sections of an index file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from placefinder import coordinates, grid, layout
from placefinder.areas import PSEUDO_NATIONS, Area
from placefinder.onspd import Directory
from placefinder.origin import BuildError, Progress, made_from

STAGES = 4
NUMBERS = ("easting", "northing", "longitude", "latitude")
ROW_TYPE = np.dtype([("inward", "<u2"), ("area", "<u2"), *((name, "<i4") for name in NUMBERS)])
assert ROW_TYPE.itemsize == layout.ROW.size


def compiled(
    directory: Directory, areas: Mapping[str, Area], say: Progress
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The texts and the sections of an index file. Raises BuildError."""
    say("Sorting postcodes", 0, STAGES)
    outward, inward, order = _sorted_codes(directory.postcodes)
    rows = np.zeros(len(order), ROW_TYPE)
    rows["inward"], rows["area"] = inward, directory.authorities[order]
    say("Converting grid references", 1, STAGES)
    _place(rows, outward, directory.eastings[order], directory.northings[order])
    say("Laying the grid", 2, STAGES)
    bounds, cells = grid.build(rows["longitude"], rows["latitude"])
    say("Summing up outward codes", 3, STAGES)
    meta = {
        "edition": directory.edition,
        "made_from": made_from(directory.fingerprint, directory.edition, areas),
        "codes": directory.codes,
        "areas": [asdict(areas[code]) for code in directory.codes if code in areas],
        "unknown_codes": _unknown(directory.codes, areas),
        "counts": _counts(rows),
        "grid": asdict(bounds),
        "outcodes": _outcodes(rows, outward),
        "centres": _centres(rows, directory.codes, areas),
    }
    return meta, {
        "rows": rows.tobytes(),
        "inward": rows["inward"].tobytes(),
        **cells,
    }


def _unknown(codes: Sequence[str], areas: Mapping[str, Area]) -> list[str]:
    return [c for c in codes if c and c not in areas and c not in PSEUDO_NATIONS]


def _counts(rows: NDArray[np.void]) -> dict[str, int]:
    return {
        "postcodes": len(rows),
        "without_position": int((rows["easting"] < 0).sum()),
        "without_authority": int((rows["area"] == 0).sum()),
    }


def _sorted_codes(
    postcodes: NDArray[np.bytes_],
) -> tuple[NDArray[np.bytes_], NDArray[np.uint16], NDArray[np.intp]]:
    """Outward codes, inward numbers and the order of rows, as postcodes stand in a list.

    Outward code first, then inward: all of B1 comes before B10. Raises BuildError.
    """
    characters = _characters(postcodes)
    outward = np.char.rstrip(characters[:, :4].copy().view("S4").ravel())
    digit, first, second = (characters[:, i].astype(np.int64) for i in (4, 5, 6))
    inward = (digit - ord("0")) * 1296 + (first - ord("A") + 10) * 36 + (second - ord("A") + 10)
    order = np.lexsort((inward, outward))
    outward, inward = outward[order], inward[order]
    same = np.flatnonzero((outward[1:] == outward[:-1]) & (inward[1:] == inward[:-1]))
    if len(same):
        raise BuildError(
            f"The directory has {postcodes[order[same[0]]].decode()} twice "
            f"(rows {order[same[0]] + 1} and {order[same[0] + 1] + 1}): it is damaged."
        )
    return outward, inward.astype(np.uint16), order


def _characters(postcodes: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """One row of seven characters a postcode, after looking at every one of them."""
    table = postcodes.view(np.uint8).reshape(len(postcodes), 8)
    kind = np.zeros(256, np.uint8)  # 1 digit, 2 letter, 4 space, 8 nothing
    kind[ord("0") : ord("9") + 1], kind[ord("A") : ord("Z") + 1] = 1, 2
    kind[ord(" ")], kind[0] = 4, 8
    kinds = kind[table]
    wrong = (kinds[:, 0] != 2) | (kinds[:, 4] != 1) | (kinds[:, 7] != 8)
    wrong |= (kinds[:, 5] != 2) | (kinds[:, 6] != 2)
    wrong |= (kinds[:, 1] & 3 == 0) | (kinds[:, 2:4] & 7 == 0).any(axis=1)
    wrong |= (kinds[:, 2] == 4) & (kinds[:, 3] != 4)
    for row in np.flatnonzero(wrong)[:1]:
        raise BuildError(
            f"Row {row + 1} of the directory is no postcode: {postcodes[row]!r}. Seven "
            "characters are wanted, the outward code filled up with spaces, like 'B1  1AA'."
        )
    return table[:, :7]


def _place(
    rows: NDArray[np.void],
    outward: NDArray[np.bytes_],
    easting: NDArray[np.float64],
    northing: NDArray[np.float64],
) -> None:
    """Fill in grid references and positions; -1 and (0, 0) where the directory has none."""
    known = ~(np.isnan(easting) | np.isnan(northing))
    irish = np.char.startswith(outward, b"BT")
    rows["easting"] = np.where(known, easting, -1)
    rows["northing"] = np.where(known, northing, -1)
    for chosen, convert in (
        (known & ~irish, coordinates.from_british_grid),
        (known & irish, coordinates.from_irish_grid),
    ):
        longitude, latitude = convert(easting[chosen], northing[chosen])
        if np.isnan(longitude).any():
            lost = np.flatnonzero(chosen)[np.isnan(longitude)][0]
            raise BuildError(
                f"The grid reference {easting[lost]:.0f}, {northing[lost]:.0f} in "
                f"{outward[lost].decode()} lies outside the National Grid transformation."
            )
        rows["longitude"][chosen] = np.rint(longitude * 1e6)
        rows["latitude"][chosen] = np.rint(latitude * 1e6)


def _outcodes(rows: NDArray[np.void], outward: NDArray[np.bytes_]) -> list[list[Any]]:
    """[outcode, first row, row after the last, mean position or null, areas] in order."""
    starts = np.flatnonzero(np.r_[True, outward[1:] != outward[:-1]]).tolist()
    ends = [*starts[1:], len(rows)]
    return [
        [
            outward[start].decode(),
            start,
            end,
            _mean(rows[start:end]),
            np.unique(rows["area"][start:end]).tolist(),
        ]
        for start, end in zip(starts, ends, strict=True)
    ]


def _mean(rows: NDArray[np.void]) -> list[int] | None:
    """Mean easting, northing (m), longitude, latitude (1e-6 degrees) of what has a position."""
    placed = rows[rows["easting"] >= 0]
    if not len(placed):
        return None
    return [round(float(placed[name].mean())) for name in NUMBERS]


def _centres(
    rows: NDArray[np.void], codes: Sequence[str], areas: Mapping[str, Area]
) -> dict[str, list[int]]:
    """Slug -> mean easting and northing of its postcodes, for councils and for upper tiers.

    All on the British National Grid, so that any two can be compared: places in Northern Ireland
    are projected onto it.
    """
    placed = rows[rows["easting"] >= 0]
    east, north = coordinates.on_british_grid(placed["longitude"] / 1e6, placed["latitude"] / 1e6)
    sums = np.stack(
        [
            np.bincount(placed["area"], weights=weights, minlength=len(codes))
            for weights in (np.ones(len(placed)), east, north)
        ],
        axis=1,
    )
    totals: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(3))
    for slug, number in _belonging(codes, areas):
        totals[slug] += sums[number]
    return {
        slug: [round(easting / count), round(northing / count)]
        for slug, (count, easting, northing) in sorted(totals.items())
        if count
    }


def _belonging(codes: Sequence[str], areas: Mapping[str, Area]) -> list[tuple[str, int]]:
    """(slug, number of an area that it is responsible for), in both tiers."""
    told = [(areas[code], number) for number, code in enumerate(codes) if code in areas]
    return [
        (council.slug, number)
        for area, number in told
        for council in (area.council, area.upper)
        if council
    ]
