"""Speech to text with PocketSphinx: the expected answers' grammar and free decoding side by side.

Up to four decoders hear the same sound. One grammar hears the expected phrases and little else, but these nearly
always; another the answers among them with what people put around an answer, for in one grammar the words around would
drown single words; the free decoder hears anything, less surely; the phone loop hears sounds without words and tells
how well the others fit. At the end the evidence decides whose words they were; the loser's stay among the alternatives.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from pocketsphinx import Decoder, get_model_path

from companion.asr.cepstra import UNKNOWN_VOICE, CepstralMean, CepstralMeter
from companion.asr.decoding import Heard, hypothesis, make_decoder, sounds_of, spoken_frames, words_of_path
from companion.asr.evidence import (
    ACCEPT,
    ACCEPT_WRAPPED,
    NO_EVIDENCE,
    POSSIBLE,
    Evidence,
    free_confidence,
    likeness,
    word_confidence,
)
from companion.asr.expected import ExpectedAnswers
from companion.asr.taught import teach
from companion.messages import SAMPLE_RATE_HZ, Expectation, Samples, Transcript, Vocabulary, Word

ENGINE = "pocketsphinx"
_MARGIN_S = 0.1
"""Sound kept before the first word and after the last when the voice is measured: silence is not the voice, and with
it answers to a person known by a few utterances were taken in 75 of 100 cases instead of 92 (acted sentences)."""
_HEARD_TWICE = 4 * SAMPLE_RATE_HZ
"""Longer speech is not heard a second time: the answer would come seconds later, and a long utterance has taught most
of what there is to learn about its voice while it lasted."""
_ALTERNATIVES = 4
_PATHS = 12
"""Lattice paths looked through for alternatives."""
_FREE = {"fwdflat": False, "bestpath": True, "maxhmmpf": 5000}
"""No second pass: it takes 45 to 500 ms after the last word, and more on a small board, and gains 2 points of word
error rate. At most 5000 states a frame: with 10,000 noise takes half as long again to decode, and its lattice three
times as long to read after the last word; with 3000 it is 3.5 points worse than with 10,000 (tuning part, clean).
A bound on words that end in a frame (maxwpf) makes the lattice small, but now and then cuts away the sentence's own
end, and then nothing at all was heard."""
_WITHOUT_WORDS = {"lm": None, "dict": os.devnull, "fwdflat": False, "bestpath": False}
"""The 134,000 words are loaded once, for free decoding; the grammar learns the few it needs from there."""
_LOOP = {"allphone": get_model_path("en-us/en-us-phone.lm.bin"), "lw": 2.0, "pip": 0.3, "beam": 1e-20, "pbeam": 1e-20}
"""The library's own advice for phone decoding."""


NOTHING_YET = Transcript(text="", confidence=0.0, engine=ENGINE)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The grammar that fits better, and how well."""

    grammar: ExpectedAnswers
    text: str = ""
    probability: float = 0.0
    sure: bool = False
    """It is taken for what was said."""


class PocketSphinxRecogniser:
    """Implements Recogniser with the US English model in the pocketsphinx wheel.

    Carries the cepstral mean (voice, microphone, room) from one utterance to the next; `forget` starts afresh.
    """

    def __init__(self) -> None:
        self._free = make_decoder(**_FREE)
        self._loop = make_decoder(**_WITHOUT_WORDS, **_LOOP)
        self._expected = ExpectedAnswers(make_decoder(**_WITHOUT_WORDS), self._free)
        self._wrapped = ExpectedAnswers(make_decoder(**_WITHOUT_WORDS), self._free, wrapped=True)
        self._grammars: tuple[ExpectedAnswers, ...] = ()
        self._meter = CepstralMeter(make_decoder(**_WITHOUT_WORDS))
        self._active: tuple[Decoder, ...] = (self._free, self._loop)
        self._pieces: list[Samples] = []
        self._partial = NOTHING_YET
        self._mean = UNKNOWN_VOICE

    def forget(self) -> None:
        """Forget the voice and the room that were adapted to."""
        self._abandon()
        self._mean = UNKNOWN_VOICE

    def learn(self, words: Vocabulary) -> None:
        """Know these words, too; those that the dictionary has stay as they are. What was begun is dropped."""
        self._abandon()
        teach(self._free, words)

    def voice(self) -> bytes:
        """What was learned of the voice and the room; empty while it is nothing."""
        return b"" if self._mean is UNKNOWN_VOICE else self._mean.to_bytes()

    def recall(self, voice: bytes) -> None:
        """Know this voice, which another recogniser of the kind has learned. Raises ValueError."""
        self._mean = CepstralMean.from_bytes(voice)

    def start(self, expectation: Expectation) -> None:
        """Begin an utterance; what was begun and not finished is dropped."""
        self._abandon()
        # In the order of the phrases, so that the same question finds its grammar ready.
        answers = tuple(phrase for phrase in expectation.phrases if phrase in expectation.answers)
        wanted = ((self._expected, expectation.phrases), (self._wrapped, answers))
        self._grammars = tuple(grammar for grammar, phrases in wanted if grammar.activate(phrases))
        self._active = (self._free, self._loop, *(grammar.decoder for grammar in self._grammars))

    def accept(self, samples: Samples) -> Transcript:
        """Take the next samples (any length) and return the transcript so far, without alternatives."""
        if len(samples):
            if not self._pieces:
                self._begin(self._mean)
            # A copy: the caller may use its buffer again.
            self._pieces.append(samples.copy())
            self._decode(samples)
            self._partial = self._so_far()
        return self._partial

    def _so_far(self) -> Transcript:
        free, loop = hypothesis(self._free), hypothesis(self._loop)
        best = self._weigh(free, loop)
        probability, sure = best.probability, best.sure
        text = best.text if sure else free.text
        if (text, sure) == (self._partial.text, self._partial.expected):
            return self._partial
        confidence = probability if sure else free_confidence(self._like_loop(text, loop))
        return Transcript(
            text=text,
            confidence=confidence if text else 0.0,
            engine=ENGINE,
            words=words_of_path(best.grammar.decoder if sure else self._free, lambda _: confidence),
            expected=sure,
        )

    def _like_loop(self, text: str, loop: Heard) -> float:
        return likeness(self._expected.phones(text), sounds_of(loop.text))

    def finish(self) -> Transcript:
        """End the utterance. Word times are seconds from the first sample given."""
        if not self._pieces:
            return NOTHING_YET
        samples = np.concatenate(self._pieces)
        self._end()
        transcript, sure = self._decide()
        if transcript.words:
            learned = self._mean.after(*self._meter.measure(samples[_spoken(transcript.words)]))
            if not sure and not self._mean.trusted and len(samples) <= _HEARD_TWICE:
                transcript = self._listen_again(samples, learned)
            self._mean = learned
        self._let_go()
        return transcript

    def close(self) -> None:
        """The models go with this object; nothing else is held."""
        self._abandon()

    def _listen_again(self, samples: Samples, mean: CepstralMean) -> Transcript:
        """A second hearing, with what the first one taught about the voice: halves the errors of the first words."""
        self._begin(mean)
        self._decode(samples)
        self._end()
        return self._decide()[0]

    def _begin(self, mean: CepstralMean) -> None:
        for decoder in self._active:
            # The only way to make the library forget the noise of the last utterance: then the same sound gives the
            # same words whatever came before it, also in a process that was started anew. Costs no accuracy.
            decoder.reinit_feat()
            decoder.set_cmn(str(mean))
            decoder.start_utt()

    def _decode(self, samples: Samples) -> None:
        data = samples.tobytes()
        for decoder in self._active:
            decoder.process_raw(data)

    def _end(self) -> None:
        for decoder in self._active:
            decoder.end_utt()
        self._pieces = []
        self._partial = NOTHING_YET

    def _abandon(self) -> None:
        if self._pieces:
            self._end()
            self._let_go()

    def _let_go(self) -> None:
        """The library keeps words and features of an utterance until the next one: one without sound begins (P4)."""
        for decoder in self._active:
            decoder.reinit_feat()
            decoder.start_utt()
            decoder.end_utt()

    def _weigh(self, free: Heard, loop: Heard) -> _Weighed:
        """The likelier of what the grammars hear; of two as likely the phrase with nothing around it."""
        found = []
        for grammar in self._grammars:
            heard = hypothesis(grammar.decoder)
            found.append(_Weighed(grammar, heard.text, self._evidence(grammar, heard, free, loop).probability))
        best = max(found, key=lambda one: one.probability, default=_Weighed(self._expected))
        # That an answer was given at all has to be likely without what people put around one, or very likely with it.
        answered = any(one.probability >= (ACCEPT_WRAPPED if one.grammar.wrapped else ACCEPT) for one in found)
        return replace(best, sure=answered)

    def _evidence(self, grammar: ExpectedAnswers, expected: Heard, free: Heard, loop: Heard) -> Evidence:
        if not expected.text:
            return NO_EVIDENCE
        phones, sounds = grammar.phones(expected.text), sounds_of(loop.text)
        return Evidence(
            score_gap=(expected.score - loop.score) / max(1, self._loop.n_frames()),
            like_free=likeness(phones, grammar.phones(free.text)),
            like_loop=likeness(phones, sounds),
            cover=len(phones) / max(1, len(sounds)),
            stretch=spoken_frames(grammar.decoder) / max(1, len(phones)),
        )

    def _decide(self) -> tuple[Transcript, bool]:
        """The transcript, and whether it is one of the expected answers."""
        free, loop = hypothesis(self._free), hypothesis(self._loop)
        best = self._weigh(free, loop)
        probability, sure = best.probability, best.sure
        text, other = (best.text, free.text) if sure else (free.text, best.text)
        # A grammar hears one of its phrases in whatever is said, calls for help among them: only a likely one counts.
        likely = (other,) if sure or probability >= POSSIBLE else ()
        others = dict.fromkeys((*likely, *self._paths()))
        words = self._final_words(best if sure else None, free, loop)
        transcript = Transcript(
            text=text,
            confidence=sum(word.confidence for word in words) / len(words) if words else 0.0,
            engine=ENGINE,
            words=words,
            alternatives=tuple(each for each in others if each and each != text)[:_ALTERNATIVES],
            expected=sure,
        )
        return transcript, sure

    def _final_words(self, best: _Weighed | None, free: Heard, loop: Heard) -> tuple[Word, ...]:
        """The grammar's words, all as probable as its phrase; without one (None) the free decoder's, each by itself."""
        if best is not None:
            return words_of_path(best.grammar.decoder, lambda _: best.probability)
        like_loop = self._like_loop(free.text, loop)
        return words_of_path(self._free, lambda part: word_confidence(part.prob, like_loop))

    def _paths(self) -> list[str]:
        """The free decoder's n best texts, best first."""
        if not self._free.hyp():
            return []
        paths = islice(self._free.nbest() or (), _PATHS)
        return [path.hypstr for path in paths if path is not None]


def _spoken(words: tuple[Word, ...]) -> slice:
    """The samples from a little before the first word to a little after the last."""
    begin_s, end_s = max(0.0, words[0].start_s - _MARGIN_S), words[-1].end_s + _MARGIN_S
    return slice(round(begin_s * SAMPLE_RATE_HZ), round(end_s * SAMPLE_RATE_HZ))
