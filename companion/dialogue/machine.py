"""The state machines of the dialogue: `transitions` behind one typed method each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from transitions import Machine

from companion.dialogue.answers.understood import Understood
from companion.dialogue.script import Fact, Script, State
from companion.messages import AnswerKind

DEFAULT = "default"
UNSURE = "unsure"
NO_REPLY = "no_reply"


class Position:
    """Where a machine stands; `transitions` hangs its triggers on it, so nothing else lives here."""

    state: str
    trigger: Callable[[str], bool]
    """Take the transition of that name; raises MachineError where there is none."""


class ScriptMachine:
    """Where a script stands, and the one way to move it. It only moves: no callbacks, no input or output."""

    def __init__(self, script: Script, start: str | None = None) -> None:
        self._script = script
        self._position = Position()
        self._machine = Machine(
            model=self._position,
            states=list(script.states),
            initial=start or script.start,
            auto_transitions=False,
            model_attribute="state",
        )
        for name, state in script.states.items():
            for answer, target in state.next.items():
                self._machine.add_transition(_trigger(answer), name, target)
            for place, way in enumerate(state.when):
                self._machine.add_transition(f"when_{place}", name, way.go)

    @property
    def name(self) -> str:
        """Name of the state."""
        return self._position.state

    @property
    def state(self) -> State:
        """The state itself."""
        return self._script.states[self.name]

    def stand(self, name: str) -> None:
        """Stand in a state to which no answer leads: quiet and asleep."""
        self._machine.set_state(name, self._position)

    def go(self, answer: str, facts: Mapping[str, Fact]) -> str:
        """Take the first transition whose condition holds, else the one for this answer, else the default.

        Returns the new state's name. Raises transitions.MachineError in a state without a way on: `load_script` lets
        none pass.
        """
        holding = (place for place, way in enumerate(self.state.when) if way.condition.holds(facts))
        place = next(holding, None)
        taken = answer if answer in self.state.next else DEFAULT
        self._position.trigger(_trigger(taken) if place is None else f"when_{place}")
        return self.name


class CrisisMachine:
    """Where the crisis protocol stands: asking, called (nobody has answered yet), seen, over."""

    MOVES = (
        ("confirm", "asking", "called"),
        ("refuse", "asking", "over"),
        ("seen", "called", "seen"),
        ("again", "seen", "called"),
        ("leave", "seen", "over"),
    )

    def __init__(self) -> None:
        self._position = Position()
        self._machine = Machine(
            model=self._position,
            states=["asking", "called", "seen", "over"],
            initial="asking",
            transitions=[list(move) for move in self.MOVES],
            auto_transitions=False,
        )

    @property
    def name(self) -> str:
        """Name of the state."""
        return self._position.state

    def go(self, move: str) -> None:
        """Take one of MOVES. Raises transitions.MachineError where it does not lead on from here."""
        self._position.trigger(move)


def answer_key(state: State, understood: Understood) -> str:
    """The answer as the script's `next` names it: yes, no, an option, a range, unsure or default."""
    if understood.value is None:
        return UNSURE if understood.unsure else DEFAULT
    value = understood.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if state.expect.kind in {AnswerKind.SCALE, AnswerKind.NUMBER} and isinstance(value, int | float):
        return next((key for key in state.next if _inside(key, value)), DEFAULT)
    return str(value)


def _inside(key: str, value: float) -> bool:
    """Is `value` in a range written 7, 7-10 or 7+?"""
    low, dash, high = key.partition("-")
    if key.endswith("+"):
        return key[:-1].isdigit() and value >= int(key[:-1])
    if not low.isdigit() or (dash and not high.isdigit()):
        return False
    # The upper end reaches up to the next whole number, so that 6.5 falls into 4-6 and nothing falls between.
    return int(low) <= value < int(high or low) + 1


def _trigger(answer: str) -> str:
    return f"answer_{answer}"
