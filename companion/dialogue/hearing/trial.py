"""The hearing test as it is talked: three digits, an answer, softer or louder; then the voice is set and asked about.

About a minute. It says nothing about anybody's ears: it finds how loud the voice has to be here, and sets it so.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from companion.dialogue import records
from companion.dialogue.commands import Command
from companion.dialogue.hearing.digits import (
    Triplet,
    drawn,
    expected_digits,
    heard_right,
    readable,
    spoken,
)
from companion.dialogue.hearing.staircase import Staircase, fitting_gain_db, fitting_lift_db
from companion.dialogue.layer import Said, Step
from companion.dialogue.manner import SpeakingManner
from companion.dialogue.readback import CONFIRMING
from companion.dialogue.understand import understand
from companion.messages import AnswerKind, Expectation, Manner, Outcome
from companion.ports import Clock

INTRODUCTION = (
    "I will say three numbers. Please say them after me.",
    "Some are soft. If you do not hear them, say so, or wait.",
    "They are not on the screen. To end it, say stop.",
)
LOUDER, SOFTER = "I will speak louder from now on.", "I will speak more softly from now on."
CLEARER = "I will speak more clearly from now on."
AS_IT_IS = "I keep my voice as it is."
NO_DIAGNOSIS = "This is no medical test."
BETTER = "Is that better?"
PUT_BACK = "Then I speak as before."
GOOD = "Good. I will keep it so."
LEFT_SO = "I leave it so for now. You can say louder, or softer, at any time."
NOT_FOLLOWED = "I could not follow the answers. So I keep my voice as it is. You can say louder, at any time."

MOST_UNREAD = 3
"""So many answers in a test that name no digits are the recogniser's fault, and other digits follow as loud as before;
further ones count as not heard."""
GIVEN_UP_S = 60.0
"""Nothing was heard of for so long, not even silence: it is over, and other talks may begin."""

_NOT_HEARD = frozenset({Command.REPEAT, Command.LOUDER})
"""Said after a triplet, these tell that it was too soft."""
_MISSED = _NOT_HEARD | {Command.SLOWER, Command.SKIP}
_ABOUT_THE_VOICE = frozenset({Command.FASTER, Command.WHISPER, Command.USUAL})
_BESIDE = frozenset(
    {
        Command.TIME,
        Command.DAY,
        Command.WHO,
        Command.WAIT,
        Command.THANKS,
        Command.GREETING,
        Command.KEPT,
        Command.READERS,
        Command.NOT_TO,
        Command.MAY_SEE,
        Command.CALL,
        Command.FORGET,
        Command.FORGET_PART,
        Command.PRIVATE,
    }
)
"""They are answered, and the test goes on. Whatever else is asked of the device ends it."""


class HearingTest:
    """One test at a time; while none runs, it has nothing to say."""

    def __init__(self, manner: SpeakingManner, clock: Clock, chance: Random) -> None:
        """`chance` draws the digits."""
        self._manner = manner
        self._clock = clock
        self._chance = chance
        self._stairs: Staircase | None = None
        self._triplet: Triplet | None = None
        self._before: Manner | None = None
        self._answered = False
        self._unread = 0
        self._spoke_s = 0.0

    @property
    def running(self) -> bool:
        """What is heard belongs to it."""
        return self._before is not None

    @property
    def state(self) -> str:
        """`hearing/state`."""
        return "hearing/numbers" if self._stairs is not None else "hearing/better"

    @property
    def expectation(self) -> Expectation:
        """What to listen for."""
        return expected_digits() if self._stairs is not None else CONFIRMING

    def understands(self, said: Said) -> bool:
        """Whether these words answer it. Changes nothing."""
        if self._stairs is not None:
            return readable((said.text,))
        return understand(said.text, AnswerKind.YES_NO).value is not None

    def begin(self) -> Step:
        """Say what to do, and the first three digits."""
        self._before, self._answered, self._unread = self._manner.now, False, 0
        self._stairs = Staircase()
        return self._next(INTRODUCTION)

    def again(self) -> Step:
        """Ask once more after something else was answered: other digits as loud as those before, or how it is now."""
        return self._next() if self._stairs is not None else self._ask_back(())

    def heard(self, said: Said) -> Step:
        """The digits that were heard, or whether it is better."""
        if self._stairs is None:
            return self._settle(understand(said.text, AnswerKind.YES_NO, about=BETTER).value)
        if understand(said.text, AnswerKind.NUMBER).refused:
            return self._over((AS_IT_IS,))
        assert self._triplet is not None  # noqa: S101 - the digits are drawn with the staircase
        hypotheses = (said.text, *said.others)
        self._answered = self._answered or readable(hypotheses)
        if not readable(hypotheses) and self._unread < MOST_UNREAD:
            self._unread += 1
            return self._next()
        return self._count(heard=heard_right(self._triplet, hypotheses))

    def silent(self) -> Step:
        """Nobody spoke: not heard; or nobody cares whether it is better."""
        step = self._count(heard=False) if self._stairs is not None else self._settle(None)
        return replace(step, outcome=Outcome.NO_REPLY)

    def command(self, command: Command) -> Step | None:
        """What a command means here; None: what it means everywhere. Then the test may be over."""
        if self._stairs is not None:
            if command in _MISSED:
                self._answered = self._answered or command in _NOT_HEARD
                return self._count(heard=False)
            if command is Command.SOFTER:
                # Too loud was heard very well.
                return self._count(heard=True)
            if command in _ABOUT_THE_VOICE:
                return self.again()
        elif command in _NOT_HEARD | _ABOUT_THE_VOICE | {Command.SLOWER, Command.SOFTER, Command.SPELL}:
            return None
        if command is Command.STOP and self._before is not None:
            self._manner.put(self._before)
        if command not in _BESIDE:
            self.end()
        return None

    def passed(self) -> None:
        """A second has gone by."""
        if self.running and self._clock.now_s() - self._spoke_s >= GIVEN_UP_S:
            self.end()

    def end(self) -> None:
        """Something else goes first; what was not set by now stays as it was."""
        self._stairs = self._before = self._triplet = None

    def _next(self, lead: tuple[str, ...] = ()) -> Step:
        assert self._stairs is not None  # noqa: S101 - the callers have looked
        self._triplet = drawn(self._chance)
        words = spoken(self._triplet)
        # Neither whispered nor lifted: the level alone is what is tested.
        level = Manner(pace=self._manner.now.pace, gain_db=self._stairs.level_db)
        return self._step((*lead, words), manners={words: level}, unseen=frozenset({words}))

    def _count(self, *, heard: bool) -> Step:
        assert self._stairs is not None  # noqa: S101 - the callers have looked
        self._stairs = self._stairs.after(heard=heard)
        return self._found(self._stairs.threshold_db) if self._stairs.done else self._next()

    def _found(self, threshold_db: float) -> Step:
        """Set the voice; where nobody has tried to answer, nothing was found."""
        assert self._before is not None  # noqa: S101 - a test that runs has begun
        if not self._answered:
            return self._over((NOT_FOLLOWED,))
        before = self._before
        self._manner.put(replace(before, gain_db=fitting_gain_db(threshold_db), lift_db=fitting_lift_db(threshold_db)))
        now = self._manner.now
        if now == before:
            return self._over((AS_IT_IS, NO_DIAGNOSIS))
        told = LOUDER if now.gain_db > before.gain_db else SOFTER
        if now.gain_db == before.gain_db:
            told = CLEARER
        self._stairs = self._triplet = None
        return replace(self._ask_back((told, NO_DIAGNOSIS)), records=(records.setting("voice", "hearing test"),))

    def _ask_back(self, lead: tuple[str, ...]) -> Step:
        return replace(self._step((*lead, BETTER)), buttons=("yes", "no"))

    def _settle(self, better: object) -> Step:
        """Only a no puts back what was before."""
        assert self._before is not None  # noqa: S101 - a test that runs has begun
        if better is False:
            self._manner.put(self._before)
            return replace(self._over((PUT_BACK,)), records=(records.setting("voice", "as before"),))
        return self._over((GOOD,) if better is True else (LEFT_SO,))

    def _over(self, say: tuple[str, ...]) -> Step:
        self.end()
        return Step(say=say, outcome=Outcome.COMMAND, done=True)

    def _step(
        self, say: tuple[str, ...], manners: dict[str, Manner] | None = None, unseen: frozenset[str] = frozenset()
    ) -> Step:
        self._spoke_s = self._clock.now_s()
        return Step(say=say, expect=self.expectation, outcome=Outcome.COMMAND, manners=manners or {}, unseen=unseen)
