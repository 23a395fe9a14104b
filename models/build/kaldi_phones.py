"""The converted model's phones, their hidden Markov states and Kaldi's numbering of them.

A Kaldi phone here is a sound at a place in the word (begin, internal, end, singleton), so that word times can be told;
the four share their probability densities (pdfs). SPN, spoken noise, stands for words the model does not know.

Source of the file's part: Kaldi src/hmm/transition-model.cc and hmm-topology.cc (TransitionModel::Write).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.build.kaldi_binary import float32, float_vector, int32, int_vector, token
from models.build.sphinx_files import STATES_PER_PHONE

SILENCE = "SIL"
NOISE = "SPN"
PLACES = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
EXIT = STATES_PER_PHONE
"""The state after the last."""
TOPOLOGY: tuple[tuple[tuple[int, float], ...], ...] = (
    ((0, 0.4), (1, 0.35), (2, 0.15), (EXIT, 0.1)),
    ((1, 0.4), (2, 0.4), (EXIT, 0.2)),
    ((2, 0.5), (EXIT, 0.5)),
)
"""From each state: where to, and how probably. The skips let a sound last one frame of 30 ms."""


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of one phone."""

    phone: str
    state: int
    target: int


class Phones:
    """The numbering: phones and transitions from 1 on, pdfs from 0 on."""

    def __init__(self, sounds: Sequence[str]) -> None:
        """`sounds`: what words are made of, without silence and noises."""
        self.silence_and_sounds = (SILENCE, *sounds)
        placed = [f"{sound}_{place}" for sound in (*sounds, NOISE) for place in PLACES]
        self.ids = {name: number for number, name in enumerate([SILENCE, *placed], start=1)}
        steps = [
            (Step(phone, state, target), math.log(probability))
            for phone in self.ids
            for state, arcs in enumerate(TOPOLOGY)
            for target, probability in arcs
        ]
        self.transition_ids = {step: number for number, (step, _) in enumerate(steps, start=1)}
        self.log_probabilities = dict(steps)

    @property
    def noise_pdf(self) -> int:
        """The one pdf of spoken noise; the last."""
        return STATES_PER_PHONE * len(self.silence_and_sounds)

    def pdf(self, phone: str, state: int) -> int:
        """The pdf of a phone's state."""
        sound = phone.partition("_")[0]
        if sound == NOISE:
            return self.noise_pdf
        return STATES_PER_PHONE * self.silence_and_sounds.index(sound) + state

    def word_boundaries(self) -> str:
        """The text of word_boundary.int."""
        kinds = {name: PLACES.get(name.partition("_")[2], "nonword") for name in self.ids}
        return "".join(f"{self.ids[name]} {kind}\n" for name, kind in kinds.items())

    def transition_model(self) -> bytes:
        """The first part of final.mdl."""
        triples = [int32(self.ids[p]) + int32(s) + int32(self.pdf(p, s)) for p in self.ids for s in range(EXIT)]
        # Transition ids count from 1: the vector's first place belongs to none.
        logarithms = np.array([0.0, *self.log_probabilities.values()])
        return b"".join(
            [
                token("<TransitionModel>"),
                self._topology(),
                token("<Triples>") + int32(len(triples)),
                *triples,
                token("</Triples>"),
                token("<LogProbs>") + float_vector(logarithms) + token("</LogProbs>"),
                token("</TransitionModel>"),
            ]
        )

    def _topology(self) -> bytes:
        """All phones share one entry: each state's pdf class and transitions, then the final state without either."""
        states = [
            int32(state) + int32(len(arcs)) + b"".join(int32(target) + float32(p) for target, p in arcs)
            for state, arcs in enumerate(TOPOLOGY)
        ]
        return b"".join(
            [
                token("<Topology>"),
                int_vector([*self.ids.values()]),
                int_vector([-1] + [0] * len(self.ids)),
                int32(1) + int32(len(TOPOLOGY) + 1),
                *states,
                int32(-1) + int32(0),
                token("</Topology>"),
            ]
        )
