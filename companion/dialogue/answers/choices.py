"""One of several options, in any language that is understood."""

from __future__ import annotations

from companion.dialogue.answers.languages import language_for
from companion.dialogue.answers.understood import Options, Understood

__all__ = ["Options", "choice"]


def choice(text: str, options: Options, language: str = "en") -> Understood:
    """The option meant; two at once is unsure. Raises UsageError for a language that is not understood."""
    return language_for(language).choice(text, options)
