"""companion scripts schema."""

from __future__ import annotations

import json

import pytest

from companion.cli import main


def test_it_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scripts", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/draft/2020-12")
