"""From the words of a recovery sheet back to a key, and to whose it is where the device knows it.

The words' own checksum lets one wrong sheet of 256 pass. A key id is 128 bits: where the device knows the key, the id
decides, and it is strong enough even to find the one word that was wrong, or the two that changed places.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from companion.errors import InputError
from privacy.keys.pair import ROLE_SCOPES, PrivateKey, Recipient, Role
from privacy.keys.recipients import REVOKED_FOLDER, load_recipient, recipient_files
from privacy.keys.revocation import load_revoked_file
from privacy.keys.root import ROOT_BYTES
from privacy.keys.words import DO_NOT_FIT, WORD_COUNT, all_words, place_in_list, root_of

WORD_BITS = 11
CHECKSUM_BITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody this device knows."""

    recipient: Recipient
    revoked: datetime | None = None
    """When the key was revoked; None: it is registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The key that words stand for."""

    root: bytes = field(repr=False)
    owner: Known | None
    """Whose it is; None: this device does not know the key."""
    mended: tuple[int, ...] = ()
    """The place of the word that was wrong, or the places of two that were swapped; else empty."""

    @property
    def key_id(self) -> bytes:
        """What names the key, and stands on its sheet."""
        return key_id_of(self.root)

    def key(self, *, role: Role | None = None, name: str | None = None) -> PrivateKey:
        """The private key: as registered, else with this role and its scopes, and this name. ValueError without."""
        if self.owner is not None:
            known = self.owner.recipient
            return PrivateKey.from_root(self.root, name=known.name, role=known.role, scopes=known.scopes)
        if role is None or name is None:
            raise ValueError("role and name")
        return PrivateKey.from_root(self.root, name=name, role=role, scopes=ROLE_SCOPES[role])


def known_people(folder: Path) -> Mapping[bytes, Known]:
    """Everybody registered or revoked here, by key id; a damaged file is passed over. Raises InputError."""
    found: dict[bytes, Known] = {}
    for path in recipient_files(folder / REVOKED_FOLDER):
        with contextlib.suppress(InputError):
            one = load_revoked_file(path)
            found[one.recipient.key_id] = Known(recipient=one.recipient, revoked=one.at)
    for path in recipient_files(folder):
        with contextlib.suppress(InputError):
            known = Known(recipient=load_recipient(path))
            found[known.recipient.key_id] = known  # registered counts more than having been revoked once
    return found


def find_key(words: Sequence[str], known: Mapping[bytes, Known]) -> Found:
    """The key that 24 words of the list stand for. Raises InputError when they do not belong together.

    Where one wrong word, or two that changed places, keep them from being the words of a key known here, that is
    mended: nothing but the right words leads to a known key id.
    """
    try:
        root: bytes | None = root_of(words)
    except InputError:
        root = None
    if root is not None and key_id_of(root) in known:
        return Found(root=root, owner=known[key_id_of(root)])
    mended = _mended(words, known)
    if mended is not None:
        return mended
    if root is None:
        raise InputError(DO_NOT_FIT)
    return Found(root=root, owner=None)


def key_id_of(root: bytes) -> bytes:
    """The key id of the reading key that comes from a root; the same whatever the role."""
    return PrivateKey.from_root(root, name="?", role=Role.CAREGIVER, scopes=()).key_id


def _mended(words: Sequence[str], known: Mapping[bytes, Known]) -> Found | None:
    if not known or len(words) != WORD_COUNT:
        return None
    places = [place_in_list(word) for word in words]
    for changed, candidate in itertools.chain(_one_other(places), _two_swapped(places)):
        root = _checked_root(candidate)
        if root is not None and (key_id := key_id_of(root)) in known:
            return Found(root=root, owner=known[key_id], mended=changed)
    return None


def _one_other(places: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Sequence[int]]]:
    for at, place in itertools.product(range(WORD_COUNT), range(len(all_words()))):
        if place != places[at]:
            yield (at + 1,), [*places[:at], place, *places[at + 1 :]]


def _two_swapped(places: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Sequence[int]]]:
    for first, second in itertools.combinations(range(WORD_COUNT), 2):
        swapped = list(places)
        swapped[first], swapped[second] = places[second], places[first]
        yield (first + 1, second + 1), swapped


def _checked_root(places: Sequence[int]) -> bytes | None:
    """BIP-39's own check, on numbers: 255 of 256 candidates end here."""
    bits = 0
    for place in places:
        bits = bits << WORD_BITS | place
    root = (bits >> CHECKSUM_BITS).to_bytes(ROOT_BYTES)
    return root if hashlib.sha256(root).digest()[0] == bits & 0xFF else None
