"""The PocketSphinx decoder of the expected answers: one grammar for each question, kept ready."""

from __future__ import annotations

from collections import OrderedDict

from pocketsphinx import Decoder

from companion.asr.completeness_wrapping import SAID_AFTER, SAID_BEFORE
from companion.asr.grammar import END, START, phrase_arcs, words_of
from companion.asr.pronounce import guess_phones

_GRAMMARS = 32
"""Grammars kept ready; a script has fewer questions."""
_PRONUNCIATIONS = 5
"""The most variants the dictionary has of one word that matter."""


class ExpectedAnswers:
    """Switches one decoder between grammars; the least used is thrown out.

    `dictionary` is a decoder that knows how words are said; the grammar's own learns only the words it needs.
    """

    def __init__(self, decoder: Decoder, dictionary: Decoder, *, wrapped: bool = False) -> None:
        """`wrapped`: with what people put around an answer."""
        self.wrapped = wrapped
        self._before, self._after = (SAID_BEFORE, SAID_AFTER) if wrapped else ((), ())
        self.decoder = decoder
        self._dictionary = dictionary
        self._known: set[str] = set()
        self._ready: OrderedDict[tuple[str, ...], str] = OrderedDict()
        self._built = 0

    def activate(self, phrases: tuple[str, ...]) -> bool:
        """Make these phrases the grammar; False when there are none that can be said."""
        if phrases not in self._ready:
            name = self._build(phrases)
            if not name:
                return False
            self._ready[phrases] = name
        self._ready.move_to_end(phrases)
        self.decoder.activate_search(self._ready[phrases])
        if len(self._ready) > _GRAMMARS:
            self.decoder.remove_search(self._ready.popitem(last=False)[1])
        return True

    def phones(self, text: str) -> list[str]:
        """How the words of `text` are said."""
        return [phone for word in text.split() for phone in self._phones(word).split()]

    def _build(self, phrases: tuple[str, ...]) -> str:
        sayable = [phrase.lower() for phrase in phrases if all(map(self._phones, phrase.lower().split()))]
        arcs = phrase_arcs(sayable, before=self._before, after=self._after)
        if not arcs:
            return ""
        for word in sorted(words_of((*sayable, *self._before, *self._after)) - self._known):
            self._learn(word)
        self._built += 1
        name = f"grammar{self._built}"
        self.decoder.add_fsg(name, self.decoder.create_fsg(name, START, END, list(arcs)))
        return name

    def _phones(self, word: str) -> str:
        return self._dictionary.lookup_word(word) or guess_phones(word)

    def _learn(self, word: str) -> None:
        self._known.add(word)
        self.decoder.add_word(word, self._phones(word), update=False)
        for count in range(2, _PRONUNCIATIONS + 1):
            variant = f"{word}({count})"
            phones = self._dictionary.lookup_word(variant)
            if phones is None:
                return
            self.decoder.add_word(variant, phones, update=False)
