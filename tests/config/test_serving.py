"""What `commonworks serve` refuses, and what it tells its processes."""

import argparse
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from commonworks.config import serve
from commonworks.kernel.errors import Conflict, Invalid


@pytest.fixture(autouse=True)
def free_again():
    """A folder is held for as long as its process lives: here, for as long as the test."""
    yield
    while serve._held:
        serve._held.pop().close()


def plan(data: Path, *, demo=True, host="127.0.0.1", port=0):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = port or probe.getsockname()[1]
    return serve.Plan(port, data, demo, host, workers=1)


def test_a_demonstration_stamps_its_folder_and_the_real_thing_refuses_it(tmp_path):
    serve.check(plan(tmp_path / "data"))
    assert (tmp_path / "data" / serve.STAMP).exists()
    serve._held.pop().close()
    with pytest.raises(Conflict, match="holds a demonstration"):
        serve.check(plan(tmp_path / "data", demo=False))


def test_a_demonstration_refuses_a_folder_of_real_data(tmp_path):
    (tmp_path / "commonworks.sqlite3").touch()
    with pytest.raises(Conflict, match="holds real data"):
        serve.check(plan(tmp_path))


def test_a_demonstration_is_for_this_machine_alone(tmp_path):
    with pytest.raises(Invalid, match="on this machine alone"):
        serve.check(plan(tmp_path, host="0.0.0.0"))


def test_a_file_is_no_folder_of_data_and_is_left_as_it_is(tmp_path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(Invalid, match="is a file. The data needs a folder"):
        serve.check(plan(tmp_path / "notes"))
    with pytest.raises(Invalid, match="is inside a file, notes"):
        serve.check(plan(tmp_path / "notes" / "data"))
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_folder_is_served_once(tmp_path):
    serve.check(plan(tmp_path))
    with pytest.raises(Conflict, match="being served already"):
        serve.check(plan(tmp_path))


def test_a_taken_port_is_said_in_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=f"Port {port} is taken"):
            serve.check(plan(tmp_path, port=port))


def test_a_port_is_ones_own_from_the_check_on(tmp_path):
    first = plan(tmp_path / "first")
    serve.check(first)
    for port in (first.port, first.simulators_port, first.port - 1):  # whose second is ours
        with pytest.raises(Conflict, match="Port [0-9]+ is taken"):
            serve.check(replace(first, port=port, data=tmp_path / "second"))
    assert not (tmp_path / "second").exists()


def test_a_server_of_ours_has_the_port_and_every_connection(tmp_path):
    ours = plan(tmp_path)
    serve.check(ours)
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind((ours.host, ours.port))
        server.listen()
        server.settimeout(1)
        for _ in range(20):
            with socket.create_connection((ours.host, ours.port), timeout=1):
                server.accept()[0].close()


def test_the_real_thing_has_no_simulators(tmp_path):
    real = plan(tmp_path, demo=False)
    assert sorted(serve.processes(real)) == ["web", "worker"]
    assert serve.environment(real)["COMMONWORKS_SIMULATORS"] == ""


def served_from(words: list[str]) -> Path:
    """The folder that `commonworks serve` goes for, told by what it refuses."""
    parser = argparse.ArgumentParser()
    serve.register(parser.add_subparsers())
    args = parser.parse_args(["serve", "--no-demo", *words])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        args.port = probe.getsockname()[1]
    with pytest.raises(Conflict) as refused:
        args.run(args)
    return Path(str(refused.value).partition(" holds a demonstration")[0])


@pytest.fixture
def stamped(tmp_path):
    """Two folders of demonstrations: the real thing is not served from them."""
    folders = [tmp_path / name for name in ("said", "told")]
    for folder in folders:
        folder.mkdir()
        (folder / serve.STAMP).touch()
    return folders


def test_the_folder_is_the_one_said_or_else_the_one_told_by_the_environment(stamped, monkeypatch):
    said, told = stamped
    monkeypatch.setenv("COMMONWORKS_DATA", str(told))
    assert served_from([]) == told
    serve._held.pop().close()
    assert served_from(["--data", str(said)]) == said
