"""companion scripts schema: the JSON Schema of advice scripts, for editors that complete and check while one types."""

from __future__ import annotations

import argparse

HELP = """Prints the JSON Schema of advice scripts. An editor with a YAML language server completes and checks a script
whose first line is:  # yaml-language-server: $schema=script.schema.json"""
EXAMPLE = "companion scripts schema > script.schema.json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""
    del parser


def run(options: argparse.Namespace) -> int:
    """Print it."""
    from companion.dialogue.authoring.schema import schema_text

    del options
    print(schema_text(), end="")
    return 0
