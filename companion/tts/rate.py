"""How fast and how loud a prompt is said: the settings' rate and the prompt's manner, shared by words and pauses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.messages import Manner

TYPICAL_SENTENCE_WORDS = 9
"""Mean of the built-in prompts; also what people with a failing memory can hold."""
ARTICULATION_SHARE = 1.19
"""Words come this much faster than the rate asked for; pauses take the difference."""
SLOWEST_WORDS_PER_MINUTE = 165
"""Slower than this only pauses grow: people of all ages hear stretched words worse (Roring 2007), and a recogniser
of espeak-ng's speech agreed (word error 26 % at 206 a minute, 28 % at 179, 32 % at 158, 35 prompts, little noise)."""
SLOWEST_ASKED_WORDS_PER_MINUTE = 140
"""Who asks for slower hears it in the words, too; from here on only the pauses grow."""
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.3, 1.5
SLOWEST_PACE, FASTEST_PACE = 0.7, 1.3
SOFTEST_DB, LOUDEST_DB = -12.0, 9.0
MOST_LIFT_DB = 9.0


def bounded(manner: Manner) -> Manner:
    """The manner within what can be understood: pace 0.7 to 1.3, gain -12 to 9 dB, lift 0 to 9 dB."""
    return replace(
        manner,
        pace=min(max(manner.pace, SLOWEST_PACE), FASTEST_PACE),
        gain_db=min(max(manner.gain_db, SOFTEST_DB), LOUDEST_DB),
        lift_db=min(max(manner.lift_db, 0.0), MOST_LIFT_DB),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast to speak within a sentence, and how long to wait after it."""

    words_per_minute: float
    """Within a sentence, pauses at its end not counted."""
    pause_s: float

    @classmethod
    def of(cls, words_per_minute: float, pace: float = 1.0) -> Rate:
        """The rate at which typical prompts, pauses counted, come to `words_per_minute` times `pace`."""
        usual = max(words_per_minute * ARTICULATION_SHARE, SLOWEST_WORDS_PER_MINUTE)
        within = max(usual * pace, SLOWEST_ASKED_WORDS_PER_MINUTE)
        pause_s = TYPICAL_SENTENCE_WORDS * 60 * (1 / (words_per_minute * pace) - 1 / within)
        return cls(words_per_minute=within, pause_s=min(max(pause_s, SHORTEST_PAUSE_S), LONGEST_PAUSE_S))

    def seconds_for(self, words: int) -> float:
        """How long that many words take, without pauses."""
        return words * 60 / self.words_per_minute
