"""Knows a file that an earlier summary was written to: the only kind of file that a new one may replace."""

from __future__ import annotations

import json
from pathlib import Path

from companion.errors import OutputError
from privacy.files import check_new, read_bounded, write_new, write_over
from privacy.summary.facts import NOT_A_DIAGNOSIS
from privacy.summary.fhir import IDENTIFIER

LARGEST = 64 * 2**20
"""Bytes; a summary of ten years is smaller."""

_PAGE = "<!DOCTYPE html>"
_PAGE_SIGNS = ("<title>Check-in summary", 'id="stretches"', NOT_A_DIAGNOSIS)
_OLDEST_FIELDS = ("headline", "handover", "stretches", "measures", "note")
"""Of the JSON form; every version of it has these."""


def check_place(path: Path) -> None:
    """Raises OutputError where a summary cannot be written, or would replace what is no earlier summary of ours.

    Folders and devices are left to `write_over`, which says what they are.
    """
    if not _there(path):
        check_new(path)
    elif path.is_file() and not _replaceable(path):
        raise OutputError(f"{path} is there and is not a summary; it is left as it is, choose another name.")


def write_summary(path: Path, content: bytes) -> None:
    """Write it, in place of an earlier summary only. Raises OutputError."""
    check_place(path)
    if _there(path):
        write_over(path, content)
    else:
        write_new(path, content)


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place.") from None


def _replaceable(path: Path) -> bool:
    try:
        return is_summary(read_bounded(path, LARGEST))
    except (OSError, ValueError):
        return False


def is_summary(content: bytes) -> bool:
    """Was this written as a summary, in any of its forms?"""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    if text.startswith("Check-in summary"):
        return f"\n{NOT_A_DIAGNOSIS}\n" in text
    if text.startswith("Hand-over"):
        return text.endswith(f"{NOT_A_DIAGNOSIS}\n") and text.count("\n") == 1
    if text.startswith(_PAGE):
        return all(sign in text for sign in _PAGE_SIGNS)
    return _is_ours(text)


def _is_ours(text: str) -> bool:
    """Is it the JSON or the FHIR form?"""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    if found.get("resourceType") == "Bundle":
        return f'"system": "{IDENTIFIER}"' in text
    return found.get("note") == NOT_A_DIAGNOSIS and all(name in found for name in _OLDEST_FIELDS)
