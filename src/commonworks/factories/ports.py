"""What later rooms ask of a factory before it goes on to the next phase."""

from collections.abc import Mapping

_requirements: dict[str, dict[str, str]] = {}


def require(phase: str, name: str, label: str) -> None:
    """Ask for one more thing at the gate at the end of a phase; `commands.gates.record_evidence`
    shows that it is met. Called once, as the house starts."""
    _requirements.setdefault(phase, {})[name] = label


def requirements(phase: str) -> Mapping[str, str]:
    return dict(_requirements.get(phase, {}))
