"""Small scripts for tests, written as YAML and loaded as a clinician's would be."""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import dedent

from dialogue.talking import SCRIPTS

from companion.dialogue.script import Script, load_script

FRONT = """\
id: {id}
version: 3
title: A test
language: en-GB
author: a tester
rights: own wording
source: own wording
reading_level: 2
"""


def script(body: str, name: str = "test") -> Script:
    """A script of this body, with the usual front part."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.yaml"
        path.write_text(FRONT.format(id=name) + dedent(body), encoding="utf-8")
        return load_script(path)


def with_builtins(*scripts: Script) -> dict[str, Script]:
    """These scripts beside those that come with the program."""
    return {**SCRIPTS, **{one.id: one for one in scripts}}
