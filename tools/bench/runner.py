"""The form runner over HTTP, beside DEFRA's forms engine with the same form in the same run."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tools.bench import applicants, defra, load, report
from tools.rooms import ROOT

COUNCIL, SERVICE, FACTORY = "leeds", "permit", "parking"
APPLICANTS = 64  # more than connections, so that no draft has two posts under way
CLI = [sys.executable, "-m", "commonworks.config.cli"]
OURS, PEER = "ours", f"forms engine {defra.VERSION}"


def main() -> None:
    folder = ROOT / "var" / "bench"
    data = one_live_service(folder / "data")
    defra.install(folder / "peer")
    busy = report.busy()
    ours, peer, hello = load.free_port(), load.free_port(), load.free_port()
    serve = [*CLI, "serve", "--no-demo", "--workers", "2", "--port", str(ours)]
    with (
        tempfile.TemporaryDirectory() as scripts,
        load.running(load.granian("tools.bench.hello:application", hello), hello),
        load.running([*serve, "--data", str(data)], ours),
        defra.running(folder / "peer", peer),
    ):
        figures = _measure(our_form(ours), _their_form(peer), hello, data, Path(scripts))
    _report(figures, busy)


def one_live_service(data: Path) -> Path:
    """A data folder without anything in it but one live service; the postcode index may stay."""
    for left in data.glob("commonworks.sqlite3*"):
        left.unlink()
    os.environ["COMMONWORKS_DATA"] = str(data)
    subprocess.run([*CLI, "prepare"], check=True)
    subprocess.run([sys.executable, "-m", "tools.bench.factory", FACTORY, COUNCIL], check=True)
    imported = ["service", "import", str(defra.DEFINITION), "--live"]
    owners = ["--factory", FACTORY, "--council", COUNCIL]
    subprocess.run([*CLI, *imported, *owners], check=True)
    return data


def our_form(port: int) -> applicants.Form:
    path = f"/s/{COUNCIL}/{SERVICE}/"
    base = f"http://127.0.0.1:{port}{path}"
    return applicants.Form(
        start=base,
        page=f"{base}apply/zone",
        token="csrfmiddlewaretoken",
        onward=f"{path}apply/vehicle",
        starts_by_post=True,
    )


def _their_form(port: int) -> applicants.Form:
    page = f"http://127.0.0.1:{port}/{SERVICE}/zone"
    onward = f"/{SERVICE}/vehicle"
    return applicants.Form(page, page, "crumb", onward, starts_by_post=False)


def _measure(
    ours: applicants.Form, theirs: applicants.Form, hello: int, data: Path, scripts: Path
) -> dict[tuple[str, int], load.Figure]:
    us, them = applicants.begin(ours, APPLICANTS), applicants.begin(theirs, APPLICANTS)
    before = _revisions(data)
    figures = load.measure(
        [
            load.Target("hello-world", f"http://127.0.0.1:{hello}/"),
            load.Target(f"GET, {OURS}", ours.page, applicants.reading(us)),
            load.Target(f"GET, {PEER}", theirs.page, applicants.reading(them)),
            load.Target(f"POST, {OURS}", ours.page, applicants.saving(ours, us)),
            load.Target(f"POST, {PEER}", theirs.page, applicants.saving(theirs, them)),
        ],
        scripts,
    )
    applicants.saved(ours, us)
    applicants.saved(theirs, them)
    _check_all_kept(figures, _revisions(data) - before)
    return figures


def _revisions(data: Path) -> int:
    """How often answers were saved: each saved post adds one to its draft's revision."""
    with closing(sqlite3.connect(f"file:{data}/commonworks.sqlite3?mode=ro", uri=True)) as database:
        found = database.execute("SELECT SUM(revision) FROM services_draft").fetchone()
    return int(found[0])


def _check_all_kept(figures: dict[tuple[str, int], load.Figure], kept: int) -> None:
    answered = sum(
        figure.requests for (name, _), figure in figures.items() if name == f"POST, {OURS}"
    )
    # More are kept than were counted: those of the warm-up, and those cut off on their way back.
    if kept < answered:
        raise load.NoLoad(f"{answered} posts were answered and only {kept} were kept.")
    print(f"{answered} posts of ours were answered in the rounds; {kept} were kept in all.")


def _report(figures: dict[tuple[str, int], load.Figure], busy: Sequence[str]) -> None:
    header, rows = ["Request"], []
    for connections in load.CONNECTIONS:
        header += [f"a second, {connections} connections", "p99", "times the peer"]
    for name in dict.fromkeys(name for name, _ in figures):
        row = [name]
        for connections in load.CONNECTIONS:
            figure = figures[name, connections]
            peer = figures.get((name.replace(OURS, PEER), connections))
            times = f"{figure.rate / peer.rate:.1f}" if peer and OURS in name else ""
            row += [f"{figure.rate:,.0f}", f"{figure.p99:.1f} ms", times]
        rows.append(row)
    report.write("runner", "The form runner", [*NOTES, *busy], header, rows)


NOTES = [
    f"The same one-question page of the same definition on both sides, {APPLICANTS} applicants in",
    "turn, the load from the same machine. A post carries its CSRF token and an answer not given",
    "before, and counts only if it was answered by 303 to the next page; at the end each",
    "applicant's page had to show an answer that was posted under load. Ours is `commonworks",
    "serve --no-demo` with two workers; each answer is sealed and on disk (SQLite, WAL,",
    "synchronous=FULL) when it is answered, and no fewer revisions were stored than posts",
    f"answered. The peer is `{defra.PACKAGE}` from npm on Node.js {defra.NODE},",
    "NODE_ENV=production with its views cached, request log off, one process as it is made to run,",
    "answers in the memory of that process.",
]


if __name__ == "__main__":
    main()
