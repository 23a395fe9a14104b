"""What an export says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportHeader:
    """What is in an export, and whose key it was."""

    log_id: str
    """In hexadecimal."""
    who: str
    role: str
    scopes: tuple[str, ...]
    exported_at: str
    """ISO 8601 with its offset."""
    days: int | None = None
    """How many days back; None: everything there was."""
