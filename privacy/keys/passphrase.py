"""Passphrases for key files: what is long enough, and six random words for who wants some."""

from __future__ import annotations

import secrets

from companion.errors import UsageError
from privacy.keys.words import all_words

SHORTEST = 8
LONGEST = 1000
SUGGESTED_WORDS = 6
"""66 bits: with 64 MiB and 3 passes a guess (Argon2id), out of reach."""


def check_passphrase(passphrase: str) -> None:
    """Raises UsageError for a passphrase that a new key must not have."""
    if len(passphrase) < SHORTEST:
        raise UsageError(f"The passphrase is too short; take at least {SHORTEST} characters, better four words.")
    if len(passphrase) > LONGEST:
        raise UsageError(f"The passphrase is longer than {LONGEST} characters; take a shorter one.")
    if any("\ud800" <= sign <= "\udfff" for sign in passphrase):
        raise UsageError("The passphrase could not be read as UTF-8; set this terminal to UTF-8 and try again.")


def suggest_passphrase(words: int = SUGGESTED_WORDS) -> str:
    """Words at random from the 2048 of BIP-39, 11 bits each, with blanks between."""
    return " ".join(secrets.choice(all_words()) for _ in range(words))
