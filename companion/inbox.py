"""Messages from the family as small files in a folder: whoever may write there sends one; once read out it is gone.

A file `<name>.toml` holds `from = "Anna"` and `text = "See you on Sunday."`. They are the family's words, not the
resident's, and lie there unsealed until they have been read out.
"""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from companion.messages import FamilyMessage

log = logging.getLogger(__name__)
LONGEST = 600
"""Characters: more is a letter, and nobody can keep it in the ear."""
LARGEST_BYTES = 8_000


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sender: str = Field(alias="from", min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=LONGEST)


class NoInbox:
    """Nobody sends anything."""

    def arrived(self) -> tuple[FamilyMessage, ...]:
        """Nothing."""
        return ()

    def delivered(self, identifier: str) -> None:
        """There is nothing to remove."""


class FolderInbox:
    """Looks into one folder; a folder that is not there is an empty one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[str] = set()

    def arrived(self) -> tuple[FamilyMessage, ...]:
        """The messages whose files are new, by name."""
        try:
            new = [path for path in sorted(self._folder.glob("*.toml")) if path.name not in self._seen]
        except OSError:
            return ()
        self._seen.update(path.name for path in new)
        return tuple(message for path in new if (message := _read(path)) is not None)

    def delivered(self, identifier: str) -> None:
        """The file goes; one that cannot be removed is told about, and not read again before the next start."""
        try:
            (self._folder / identifier).unlink(missing_ok=True)
        except OSError as error:
            log.warning("The message %s was read out and cannot be removed (%s).", identifier, error.strerror)


def _read(path: Path) -> FamilyMessage | None:
    try:
        with path.open("rb") as file:
            # Cut short, it is no TOML, or its text is too long anyway.
            made = _File.model_validate(tomllib.loads(file.read(LARGEST_BYTES).decode()))
    except OSError as error:
        log.warning("The message %s cannot be read (%s).", path, error.strerror)
        return None
    except (ValueError, ValidationError):
        # What exactly is wrong may quote the message, and that is nobody's business.
        log.warning(
            'The message %s is not of the form: from = "NAME" and text = "...", at most %d signs.', path, LONGEST
        )
        return None
    return FamilyMessage(identifier=path.name, sender=made.sender, text=made.text)
