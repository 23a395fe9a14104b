"""What a language must bring so that answers in it are understood, and the languages there are.

A translator copies the folder `english` (word lists in `words.toml`, one reader a module, since half past eight is not
"halb neun"), makes a `Language` of it as `english/__init__.py` does, and adds its tag to `LANGUAGES` below.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from companion.dialogue.answers.english import ENGLISH
from companion.dialogue.answers.language import Language
from companion.errors import UsageError

LANGUAGES: Mapping[str, Language] = MappingProxyType({"en": ENGLISH})
"""Tag -> language. "de" and "es" would stand here."""


def language_for(tag: str) -> Language:
    """The language of a tag like en or en-GB. Raises UsageError."""
    found = LANGUAGES.get(tag.split("-", maxsplit=1)[0].lower())
    if found is None:
        raise UsageError(f"Answers in the language {tag} are not understood; there is {', '.join(LANGUAGES)}.")
    return found


def forget_heard() -> None:
    """No reader of any language keeps words that were heard, from now on."""
    for language in LANGUAGES.values():
        language.forget_heard()
