"""Reads an answer back before it counts: "I will put: several days. Is that right?"."""

from __future__ import annotations

from collections.abc import Mapping

from companion.dialogue import records
from companion.dialogue.answers.understood import NOT_AN_ANSWER, Understood
from companion.dialogue.layer import Said
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES, answers_among, phrases_for, unique
from companion.dialogue.script import ConfirmWhen, State
from companion.dialogue.settled import settled
from companion.dialogue.understand import understand
from companion.dialogue.wording import fill
from companion.messages import AnswerKind, Expectation

DOUBTFUL_BELOW = 0.75
"""Certainty of the answer times confidence of the recogniser, below which a doubtful answer is read back."""

_YES_OR_NO = unique((*COMMAND_PHRASES, *RED_FLAG_PHRASES, *phrases_for(AnswerKind.YES_NO)))
CONFIRMING = Expectation(
    kind=AnswerKind.YES_NO,
    phrases=_YES_OR_NO,
    answers=answers_among(_YES_OR_NO, AnswerKind.YES_NO),
    settled=settled(_YES_OR_NO, AnswerKind.YES_NO),
    no_reply_s=10.0,
)


class Readback:
    """The answer that waits to be confirmed, if one does; one confirmation a question, never two."""

    def __init__(self) -> None:
        self._waiting: tuple[Understood, Said] | None = None
        self._asked_once = False

    @property
    def waiting(self) -> bool:
        """An answer has been read back and not been confirmed yet."""
        return self._waiting is not None

    def wanted(self, state: State, understood: Understood, said: Said) -> bool:
        """Whether this answer must be read back first."""
        if state.confirm is None or self._asked_once or said.touched or understood.value is None:
            return False
        doubtful = understood.certainty * said.confidence < DOUBTFUL_BELOW
        return doubtful or state.confirm.when is ConfirmWhen.ALWAYS

    def ask(self, state: State, understood: Understood, said: Said, slots: Mapping[str, str]) -> str:
        """The words that read it back."""
        assert state.confirm is not None  # noqa: S101 - `wanted` has looked
        self._waiting, self._asked_once = (understood, said), True
        _, label = records.value_of(understood, state.expect.options)
        return fill(state.confirm.say, {**slots, "answer": label.replace("_", " ")})

    def settle(self, said: Said, corrected: Understood) -> tuple[Understood | None, Said]:
        """(what counts now, said by what); None: nothing does, ask again.

        A correction is heard before the yes or no it came with: "no, six". Where the question itself is a yes or no,
        the reply can only be about the reading back.
        """
        assert self._waiting is not None  # noqa: S101 - the caller has looked
        (understood, by), self._waiting = self._waiting, None
        reply = understand(said.text, AnswerKind.YES_NO)
        yes_no = isinstance(understood.value, bool)
        if not yes_no and corrected is not NOT_AN_ANSWER and corrected.value not in {None, understood.value}:
            return corrected, said
        if reply.value is False:
            return None, said
        # Neither yes nor no: what was understood stays more likely than not, and nobody is asked a third time.
        return understood, by

    def forget(self) -> None:
        """The question is over, or will be asked anew."""
        self._waiting = None
        self._asked_once = False
