"""Postcode look-ups over HTTP, beside a bare hello-world on the same server in the same run."""

import json
import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.bench import load, report

SEED = 20261122


def main() -> None:
    data = _data()
    postcodes, busy = _sample(data), report.busy()
    ours, hello = load.free_port(), load.free_port()
    told = {"COMMONWORKS_DATA": str(data)}
    with (
        tempfile.TemporaryDirectory() as folder,
        load.running(load.granian("tools.bench.hello:application", hello), hello),
        load.running(load.granian("commonworks.config.wsgi:application", ours), ours, told=told),
    ):
        figures = load.measure(_targets(postcodes, ours, hello), Path(folder))
    _report(figures, busy)


def _data() -> Path:
    """The data folder of the last `script/server`, or one prepared for this."""
    from commonworks.config.environment import ROOT

    return Path(os.environ.get("COMMONWORKS_DATA") or ROOT / "var" / "bench" / "data")


def _sample(data: Path) -> list[str]:
    """A thousand postcodes that lie somewhere, drawn with a fixed seed."""
    os.environ["COMMONWORKS_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
    import django

    data.mkdir(parents=True, exist_ok=True)
    django.setup()
    from commonworks.config import prepare
    from commonworks.places import queries

    prepare.take(prepare.steps(data, demo=False))
    return queries.sample(1000, seed=SEED)


def _targets(postcodes: list[str], ours: int, hello: int) -> list[load.Target]:
    base = f"http://127.0.0.1:{ours}/places"
    chosen = random.Random(SEED)
    starts = [postcode.replace(" ", "")[:4] for postcode in postcodes]
    hundred = json.dumps({"postcodes": chosen.sample(postcodes, 100)})
    return [
        load.Target("hello-world", f"http://127.0.0.1:{hello}/"),
        load.Target("look-up", base, _in_turn("/places/postcodes/%s", postcodes)),
        load.Target("bulk of 100", f"{base}/postcodes", _post(hundred)),
        load.Target("nearest", base, _in_turn("/places/postcodes/%s/nearest", postcodes)),
        load.Target("autocomplete", base, _in_turn("/places/postcodes/%s/autocomplete", starts)),
    ]


def _in_turn(path: str, values: list[str]) -> str:
    paths = ",".join(json.dumps(path % value.replace(" ", "%20")) for value in values)
    return f"""
local paths = {{{paths}}}
local n = 0
request = function()
  n = n % #paths + 1
  return wrk.format("GET", paths[n])
end
"""


def _post(body: str) -> str:
    return f"""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [==[{body}]==]
"""


def _report(figures: dict[tuple[str, int], load.Figure], busy: Sequence[str]) -> None:
    names = list(dict.fromkeys(name for name, _ in figures))
    rows = []
    for name in names:
        row = [name]
        for connections in load.CONNECTIONS:
            figure, bare = figures[name, connections], figures["hello-world", connections]
            row += [f"{figure.rate:,.0f}", f"{figure.p99:.1f} ms", f"{figure.rate / bare.rate:.0%}"]
        rows.append(row)
    header = ["Request"]
    for connections in load.CONNECTIONS:
        header += [f"a second, {connections} connections", "p99", "of hello-world"]
    notes = [
        "All 2.7 million postcodes, a thousand of them asked in turn; two workers, the load from",
        "the same machine. The hello-world is a bare WSGI function on the same server.",
        *busy,
    ]
    report.write("places", "Postcodes", notes, header, rows)


if __name__ == "__main__":
    main()
