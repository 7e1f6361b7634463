"""What a server and all the processes it started hold, as Linux tells it in /proc."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Held:
    """Of all processes together: memory in MB, whole and without pages of files (which the kernel
    takes back when it needs them), and open file descriptors."""

    processes: int
    resident: float
    own: float
    files: int


def held_by(pid: int) -> Held:
    """What a process and its descendants hold now. One that ends meanwhile counts for nothing."""
    resident = own = files = count = 0
    for each in _family(pid):
        try:
            told = _status(each)
            files += sum(1 for _ in (PROC / str(each) / "fd").iterdir())
        except OSError:
            continue
        count += 1
        resident += told["VmRSS"]
        own += told["RssAnon"] + told["RssShmem"]
    return Held(count, resident / 1024, own / 1024, files)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in (PROC / str(pid) / "task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _status(pid: int) -> dict[str, int]:
    """The lines of /proc/PID/status that are sizes, in kB (proc(5)); 0 for those of no process
    that still runs."""
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    sizes = {
        name: int(value.split()[0])
        for name, _, value in (line.partition(":") for line in lines)
        if value.endswith(" kB")
    }
    return {"VmRSS": 0, "RssAnon": 0, "RssShmem": 0, **sizes}
