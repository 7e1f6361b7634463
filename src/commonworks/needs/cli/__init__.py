"""Needs and the estate at the terminal."""

import argparse

from commonworks.needs.cli import estate, needs


def register(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    needs.register(parsers)


def register_imports(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    needs.register_imports(what)
    estate.register_imports(what)
