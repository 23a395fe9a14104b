"""The decoding graph: words as chains of hidden Markov models, and a flat grammar over them.

Vosk composes the two, or the first with the grammar it is given, while it decodes: HCLr must be sorted by output, Gr by
input. They need no look-ahead: plain vector transducers take the ordinary matcher.

Source: Kaldi src/hmm/hmm-utils.cc (reordered transitions: the step onward first, then the loops of the state it left)
and vosk-api src/model.cc (which files, which names).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.build.kaldi_phones import EXIT, NOISE, SILENCE, TOPOLOGY, Phones, Step
from models.build.openfst_binary import EPSILON, Arc, by_input, by_output, vector_fst

UNKNOWN = "[unk]"
"""Vosk's word for what no grammar has."""
WORD_COST = 1.0
TRANSITION_SCALE = 0.3
"""How much the topology's probabilities count."""
UNKNOWN_COST = 12.0
"""What the flat grammar asks more for the unknown word. A grammar given at run time asks nothing more."""

Pronunciations = Mapping[str, Sequence[tuple[str, ...]]]


class Vocabulary:
    """Words and their numbers: 0 is nothing, then the words, the unknown word, Kaldi's #0."""

    def __init__(self, words: Sequence[str]) -> None:
        self.ids = {word: number for number, word in enumerate([*words, UNKNOWN], start=1)}

    def table(self) -> str:
        """The text of words.txt."""
        names = ["<eps>", *self.ids, "#0"]
        return "".join(f"{name} {number}\n" for number, name in enumerate(names))

    def flat_grammar(self) -> bytes:
        """Gr.fst: any word after any word, all equally probable, the unknown one much less."""
        each = math.log(len(self.ids) - 1)
        costs = {word: each + (UNKNOWN_COST if word == UNKNOWN else 0.0) for word in self.ids}
        arcs = [Arc(number, number, costs[word], 0) for word, number in self.ids.items()]
        return vector_fst([arcs], {0: 0.0}, order=by_input)


def words_to_sounds(pronunciations: Pronunciations, vocabulary: Vocabulary, phones: Phones) -> bytes:
    """HCLr.fst: silence may stand before, between and after words."""
    graph = _Graph(phones)
    start, silent, words = graph.state(), graph.state(), graph.state()
    graph.phone(start, silent, _Entry(SILENCE, cost=math.log(2)))
    graph.free(start, words, math.log(2))
    graph.free(silent, words)
    for word, ways in pronunciations.items():
        for way in sorted(set(ways)):
            graph.word(words, start, way=way, word=vocabulary.ids[word], cost=WORD_COST)
    # A loop of free sounds for the unknown word would make the lattices explode: three long noises do.
    graph.word(words, start, way=(NOISE,) * 3, word=vocabulary.ids[UNKNOWN], cost=0.0)
    return vector_fst(graph.states, {start: 0.0, silent: 0.0}, order=by_output)


@dataclass(frozen=True, slots=True)
class _Entry:
    """How a phone is entered."""

    phone: str
    word: int = EPSILON
    cost: float = 0.0


class _Graph:
    """States and arcs, added piece by piece."""

    def __init__(self, phones: Phones) -> None:
        self.states: list[list[Arc]] = []
        self._phones = phones

    def state(self) -> int:
        self.states.append([])
        return len(self.states) - 1

    def free(self, source: int, target: int, cost: float = 0.0) -> None:
        """An arc that takes no sound."""
        self.states[source].append(Arc(EPSILON, EPSILON, cost, target))

    def word(self, source: int, target: int, *, way: tuple[str, ...], word: int, cost: float) -> None:
        """A chain of phones; the word is written at the first."""
        last = len(way) - 1
        for number, sound in enumerate(way):
            place = "S" if last == 0 else "B" if number == 0 else "E" if number == last else "I"
            after = target if number == last else self.state()
            first = number == 0
            entry = _Entry(f"{sound}_{place}", word if first else EPSILON, cost if first else 0.0)
            self.phone(source, after, entry)
            source = after

    def phone(self, source: int, target: int, entry: _Entry) -> None:
        """One phone's states. A graph state stands for (the state left, the state gone to): loops come after."""
        gone = {step: self.state() for step in _onward()}
        for (left, to), here in gone.items():
            if left == 0:
                self._step(source, here, Step(entry.phone, 0, to), entry)
            for (_, through), there in gone.items():
                if through == left:
                    self._step(there, here, Step(entry.phone, left, to))
            self._step(here, here, Step(entry.phone, left, left))
            if to == EXIT:
                self.free(here, target)

    def _step(self, source: int, target: int, step: Step, entry: _Entry | None = None) -> None:
        cost = -TRANSITION_SCALE * self._phones.log_probabilities[step]
        word = EPSILON
        if entry is not None:
            cost, word = cost + entry.cost, entry.word
        self.states[source].append(Arc(self._phones.transition_ids[step], word, cost, target))


def _onward() -> list[tuple[int, int]]:
    """Every step of the topology from a state to a later one."""
    return [(state, target) for state, arcs in enumerate(TOPOLOGY) for target, _ in arcs if target != state]
