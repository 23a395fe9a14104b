"""`companion keys`: who may read; every other verb has a module of its own, `keys_<verb>`."""

from __future__ import annotations

import argparse
import importlib
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING

from companion.cli import settings_of
from companion.cli.keys_new import signing_id
from companion.settings import Settings

if TYPE_CHECKING:
    from privacy.keys import Recipient

HELP = """Who may open the sealed log, and sign scripts. 'new' makes a key pair: the private half goes into a
passphrase-protected file that belongs on the reader's own USB stick or computer, the public
half is registered on this device. 'sheet' puts a key on one page of paper, 'recover' makes the
key file again from that page, and 'revoke' ends what a key may read."""
EXAMPLE = "companion keys new --role caregiver --name 'Rose Hill' --out /media/usb/rose.key"

VERBS = {
    "new": "make a key pair and register its public half",
    "sheet": "put a key on one page of paper",
    "recover": "make a key file again from its recovery sheet",
    "revoke": "seal nothing more to a key",
}
"""Verb -> its line in --help."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sub-commands."""
    verbs = "|".join(["list", *VERBS])
    actions = parser.add_subparsers(title="actions", dest="action", metavar=verbs, required=True)
    listing = actions.add_parser("list", help="who may read what")
    listing.add_argument("--all", action="store_true", help="also those whose keys were revoked")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    for verb, line in VERBS.items():
        module = _module(verb)
        module.arguments(actions.add_parser(verb, help=line, description=module.HELP))


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    if options.action in VERBS:
        result: int = _module(options.action).run(options)
        return result
    return _list(settings_of(options), everybody=options.all, as_json=options.json)


def _module(verb: str) -> ModuleType:
    return importlib.import_module(f"companion.cli.keys_{verb}")


def _list(settings: Settings, *, everybody: bool, as_json: bool) -> int:
    import json

    from privacy.keys import load_recipients, load_revoked

    people = [(one, None) for one in load_recipients(settings.recipients_dir)]
    gone = [(one.recipient, one.at) for one in load_revoked(settings.recipients_dir)] if everybody else []
    for one, revoked in [*people, *gone]:
        print(json.dumps(_fields(one, revoked)) if as_json else _line(one, revoked))
    if not people and not as_json:
        print("Nobody may read yet; 'companion keys new --help' tells how to change that.")
    return 0


def _fields(one: Recipient, revoked: datetime | None) -> dict[str, object]:
    return {
        "name": one.name,
        "role": one.role.value,
        "scopes": [scope.value for scope in one.scopes],
        "key_id": one.key_id.hex(),
        "signing_key_id": signing_id(one),
        "revoked": revoked.isoformat() if revoked else None,
    }


def _line(one: Recipient, revoked: datetime | None) -> str:
    scopes = ", ".join(scope.value for scope in one.scopes)
    signs = f", signs scripts as {signing_id(one)}" if one.verify_key else ""
    ended = f", revoked on {revoked:%Y-%m-%d}" if revoked else signs
    return f"{one.key_id.hex()[:8]}  {one.role.value:<9}  {scopes:<32}  {one.name}{ended}"
