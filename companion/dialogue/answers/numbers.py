"""Numbers as they are said."""

from __future__ import annotations

from companion.dialogue.answers.languages import language_for


def in_words(value: int, language: str = "en") -> str:
    """0 to 99 in words. Raises UsageError for a language that is not understood."""
    return language_for(language).in_words(value)
