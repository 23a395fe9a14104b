"""`companion scripts`: the advice scripts; one module a verb, `scripts_<verb>`, imported only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
from collections.abc import Sequence
from types import ModuleType
from typing import Any

HELP = """Advice scripts: what a clinician writes and the device says. A clinician signs a script, it is installed
with its signature, and as soon as a clinician is registered on the device only signed scripts run."""
EXAMPLE = "companion scripts install pain.yaml"

VERBS = {
    "new": "begin a script, with comments that explain it",
    "check": "is it whole, safe and easy to follow?",
    "simulate": "have many people of different kinds answer it",
    "graph": "draw its states and ways",
    "schema": "what an editor needs to complete and check it",
    "sign": "sign it with a clinician's key",
    "install": "bring a signed script onto this device",
    "rollback": "go back to a version that was installed before",
    "remove": "take an installed script off",
    "list": "every script, who signed it, and whether it runs",
}


class LazyVerb(argparse.ArgumentParser):
    """A verb's own parser; asks the verb's module for its arguments only when that verb is on the command line."""

    def __init__(self, *, verb: str = "", **settings: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **settings)
        self._verb = verb

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse's, once the arguments are known."""
        if self._verb:
            module, self._verb = _module(self._verb), ""
            self.description, self.epilog = module.HELP, f"example: {module.EXAMPLE}"
            module.arguments(self)
        return super().parse_known_args(args, namespace)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs that are there."""
    there = _there()
    actions = parser.add_subparsers(
        title="actions", dest="action", metavar="|".join(there), required=True, parser_class=LazyVerb
    )
    for verb in there:
        actions.add_parser(verb, help=VERBS[verb], verb=verb)


def run(options: argparse.Namespace) -> int:
    """Do what the verb says."""
    result: int = _module(options.action).run(options)
    return result


def _there() -> Sequence[str]:
    return [verb for verb in VERBS if importlib.util.find_spec(f"companion.cli.scripts_{verb}") is not None]


def _module(verb: str) -> ModuleType:
    return importlib.import_module(f"companion.cli.scripts_{verb}")
