"""Passphrases for key files: which are refused, and six random words for who wants some.

NIST SP 800-63B, 5.1.1.2: a least length and a list of the commonest; no rules about which characters.
"""

from __future__ import annotations

import secrets

from companion.errors import UsageError
from privacy.keys.words import all_words

SHORTEST = 8
LONGEST = 1000
SUGGESTED_WORDS = 6
"""66 bits: with 64 MiB and 3 passes a guess (Argon2id), out of reach."""
FEWEST_SIGNS = 3
"""Fewer different ones are a finger that stayed on its keys."""
COMMONEST = frozenset(
    """
    123456789a 123qweasd 1q2w3e4r 1q2w3e4r5t 1qaz2wsx abc12345 abcd1234 admin123 administrator asdf1234 asdfasdf
    baseball basketball bedside butterfly caregiver changeme charlie1 chocolate clinician companion computer
    correcthorsebatterystaple dearbook elizabeth football geheim123 hallo123 iloveyou iloveyou1 internet jennifer
    jordan23 letmein1 letmein123 liverpool lovely123 margaret michelle monkey123 newpassword p@ssw0rd p@ssword
    pa55word pass1234 passphrase passw0rd password password! password1 password12 password123 password1234 princess
    princess1 q1w2e3r4 qazwsxedc qwer1234 qwerasdf qwerty12 qwerty123 qwerty1234 resident samantha sicher123
    starwars sunshine sunshine1 superman superstar test1234 testtest trustno1 victoria welcome1 welcome123 whatever
    zaq12wsx zxcvbnm1
    """.split()
)
"""Eight characters and longer, without blanks, in small letters; those every guesser tries first."""
_KEYS_IN_A_ROW = (
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)


def check_passphrase(passphrase: str) -> None:
    """Raises UsageError for a passphrase that a new key must not have."""
    if len(passphrase) < SHORTEST:
        raise UsageError(f"The passphrase is too short; take at least {SHORTEST} characters, better four words.")
    if len(passphrase) > LONGEST:
        raise UsageError(f"The passphrase is longer than {LONGEST} characters; take a shorter one.")
    if any("\ud800" <= sign <= "\udfff" for sign in passphrase):
        raise UsageError("The passphrase could not be read as UTF-8; set this terminal to UTF-8 and try again.")
    if _is_trivial("".join(passphrase.casefold().split())):
        raise UsageError("The passphrase is among the first that anybody would guess; take four words or more.")


def _is_trivial(plain: str) -> bool:
    if plain in COMMONEST or len(set(plain)) < FEWEST_SIGNS:
        return True
    return any(_runs(plain, row) or _runs(plain, row[::-1]) for row in _KEYS_IN_A_ROW)


def _runs(plain: str, row: str) -> bool:
    """Whether it is nothing but the keys of a row, one after the other, perhaps over and over."""
    return plain in row * (len(plain) // len(row) + 2)


def suggest_passphrase(words: int = SUGGESTED_WORDS) -> str:
    """Words at random from the 2048 of BIP-39, 11 bits each, with blanks between."""
    return " ".join(secrets.choice(all_words()) for _ in range(words))
