"""Who the running device seals to: the folder of recipients, looked at again whenever it changes."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from companion.errors import InputError
from privacy.keys import Recipient, load_recipient, recipient_files

log = logging.getLogger(__name__)


class Registered:
    """Everybody registered whose file is whole. One damaged file takes nobody else's reading away.

    A file that is damaged while the device runs leaves its owner a reader: it is there, so nobody revoked it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._by_file: dict[str, Recipient] = {}
        self.all: tuple[Recipient, ...] = ()
        """By name, once each."""
        self.why = ""
        """What is wrong with the folder or a file in it; empty when nothing is."""
        self.changed()

    def changed(self) -> bool:
        """Look again; True when somebody came or went."""
        try:
            files = recipient_files(self._folder)
        except InputError as error:
            self.why = str(error)
            return False
        seen = tuple(one for path in files for one in _state(path))
        if seen == self._seen:
            return False
        self._seen, self.why = seen, ""
        self._by_file = {path.name: whole for path in files if (whole := self._read(path)) is not None}
        before = self.all
        people = {one.key_id: one for one in self._by_file.values()}
        self.all = tuple(sorted(people.values(), key=lambda one: (one.name, one.key_id)))
        return self.all != before

    def _read(self, path: Path) -> Recipient | None:
        try:
            return load_recipient(path)
        except InputError as error:
            self.why = str(error)
            log.warning("%s", error)
            return self._by_file.get(path.name)


def _state(path: Path) -> list[tuple[str, int, int]]:
    with contextlib.suppress(OSError):
        status = path.stat()
        return [(path.name, status.st_mtime_ns, status.st_size)]
    return []
