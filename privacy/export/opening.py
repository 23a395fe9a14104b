"""Reading an export back, whatever its form: on a laptop, without the device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from companion.errors import InputError
from privacy.export.archive import Export, load_records, read_zip
from privacy.export.sealed import open_age
from privacy.export.sealed_page import open_page
from privacy.files import read_bounded

LARGEST_FILE_BYTES = 1 << 30
_AGE, _ARMOR, _ZIP = b"age-encryption.org/v1", b"-----BEGIN AGE", b"PK"


def read_export(path: Path, *, passphrase: Callable[[], str], identities: Sequence[str] = ()) -> Export:
    """Read an export. `passphrase` is called only where one is needed; `identities` are age keys, as texts.

    Raises InputError for what is no export, KeyRefused for what does not open: one sentence for every reason.
    """
    try:
        content = read_bounded(path, LARGEST_FILE_BYTES)
    except OSError as error:
        raise InputError(f"The export {path} cannot be read ({error.strerror}); check its name.") from None
    except ValueError:
        raise InputError(f"{path} is too large for an export.") from None
    if content.startswith(_ZIP):
        return read_zip(content)
    if content.startswith((_AGE, _ARMOR)):
        return read_zip(open_age(content, passphrase=None if identities else passphrase(), identities=identities))
    opened = open_page(content, passphrase())
    try:
        return load_records(opened)
    except ValueError:
        raise InputError(f"{path} is not a whole export of a sealed log.") from None
