"""An archive sealed with age, so that stock age and rage open it (age-encryption.org/v1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import pyrage

from companion.errors import KeyRefused, UsageError

Recipient: TypeAlias = "pyrage.x25519.Recipient | pyrage.ssh.Recipient"
_SCRYPT = re.compile(rb"age-encryption\.org/v1\n-> scrypt \S{1,64} (\d{1,2})\n")
MOST_WORK = 21
"""scrypt's log2 N: 2 GB. Stock age makes 18."""
REFUSED = "This export does not open: the passphrase or key is wrong, or it is not whole."
"""One sentence for every reason: a decrypt error is no oracle."""


def recipients_of(words: Sequence[str]) -> list[Recipient]:
    """age (age1...) and SSH (ssh-ed25519, ssh-rsa) public keys. Raises UsageError naming the first that is none."""
    return [_recipient(word.strip()) for word in words]


def seal_age(content: bytes, recipients: Sequence[Recipient]) -> bytes:
    """For everybody who has one of these keys."""
    return bytes(pyrage.encrypt(content, list(recipients)))


def seal_age_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """For everybody who knows the passphrase (scrypt, as age has it)."""
    return bytes(pyrage.passphrase.encrypt(content, passphrase))


def open_age(content: bytes, *, passphrase: str | None = None, identities: Sequence[str] = ()) -> bytes:
    """What was sealed. `identities`: texts of age identity files or SSH private keys. Raises KeyRefused."""
    cost = _SCRYPT.match(content)
    if cost and int(cost[1]) > MOST_WORK:
        raise KeyRefused(
            f"This export asks for {1 << (int(cost[1]) - 20)} GB of memory to be opened; none of ours does."
        )
    try:
        if passphrase is not None:
            return bytes(pyrage.passphrase.decrypt(content, passphrase))
        return bytes(pyrage.decrypt(content, [_identity(line) for text in identities for line in _keys(text)]))
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError):
        raise KeyRefused(REFUSED) from None


def _recipient(word: str) -> Recipient:
    try:
        if word.startswith("ssh-"):
            return pyrage.ssh.Recipient.from_str(word)
        return pyrage.x25519.Recipient.from_str(word)
    except pyrage.RecipientError:
        shown = f"{word[:20]}..." if len(word) > 20 else word
        raise UsageError(f"{shown!r} is no age or SSH public key; age keys begin with age1.") from None


def _keys(text: str) -> list[str]:
    if "PRIVATE KEY-----" in text:
        return [text]
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _identity(text: str) -> pyrage.x25519.Identity | pyrage.ssh.Identity:
    if "PRIVATE KEY-----" in text:
        return pyrage.ssh.Identity.from_buffer(text.encode())
    return pyrage.x25519.Identity.from_str(text)
