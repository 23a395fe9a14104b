"""Random talks against the whole manager: words, silence, touches, restarts, clock jumps, talks begun by itself.

Whatever happens, calls repeat until they are answered, nothing is promised, and no occasion comes twice.
"""

from __future__ import annotations

from dialogue.talking import FLAGS, SCRIPTS, Talk, agreed, words
from dialogue.test_crisis import PROMISE
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from companion.dialogue.calls import REPEAT_URGENT_S
from companion.dialogue.phrases import COMMAND_PHRASES, RED_FLAG_PHRASES
from companion.messages import Outcome, Scope, TriageLevel

SCHEDULED = tuple(name for name, script in SCRIPTS.items() if script.schedule is not None)
LINES = st.sampled_from([
    "yes", "no", "i am not sure", "well", "moderate", "severe", "in my chest", "i took them", "blue elephants", "",
    "i am lonely", "a little in my knee", "five two nine", *FLAGS, *COMMAND_PHRASES, *RED_FLAG_PHRASES,
]) | st.text(max_size=30)  # fmt: skip


class RandomTalk(RuleBasedStateMachine):
    """Speaks, stays silent, presses and waits as it likes."""

    @initialize(script=st.sampled_from([None, *SCRIPTS]), name=st.sampled_from(["", "Arthur"]))
    def begin(self, script: str | None, name: str) -> None:
        self.talk = Talk(script, name=name, household=agreed(name, scripts=SCHEDULED))
        self.talk.start()
        self.seen = 0
        self.last_call_s = 0.0

    @rule(line=LINES, other=LINES, confidence=st.floats(min_value=0, max_value=1), over=st.booleans())
    def speak(self, line: str, other: str, confidence: float, over: bool) -> None:
        self.talk.say(line, other, confidence=confidence, over_speech=over)

    @rule(seconds=st.floats(min_value=1, max_value=60))
    def stay_silent(self, seconds: float) -> None:
        self.talk.silence(seconds)

    @rule(seconds=st.integers(min_value=1, max_value=200))
    def let_time_pass(self, seconds: int) -> None:
        self.talk.wait(seconds)

    @rule(seconds=st.floats(min_value=60, max_value=100_000))
    def sleep_on(self, seconds: float) -> None:
        self.talk.clock.seconds += seconds

    @rule(seconds=st.floats(min_value=-100_000, max_value=100_000))
    def jump_the_clock(self, seconds: float) -> None:
        self.talk.clock.jump(seconds)

    @rule(off_s=st.floats(min_value=1, max_value=100_000))
    def restart(self, off_s: float) -> None:
        waiting = self.waiting()
        reply = self.talk.restart(off_s)
        assert bool(reply.alerts) == waiting

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        if self.talk.replies[-1].buttons:
            self.talk.touch(data.draw(st.sampled_from(self.talk.replies[-1].buttons)))

    @rule(present=st.booleans())
    def come_or_go(self, present: bool) -> None:
        self.talk.presence(present)

    @rule(words=st.sampled_from(["See you on Sunday.", "The baby has a tooth.", "{name} {nothing}"]))
    def write(self, words: str) -> None:
        self.talk.message("Anna", words)

    @rule()
    def press(self) -> None:
        reply = self.talk.press_help()
        assert reply.alerts

    @rule()
    def acknowledge(self) -> None:
        waiting = self.waiting()
        reply = self.talk.acknowledge()
        assert (reply.outcome is Outcome.ACKNOWLEDGED) == waiting
        assert not self.waiting()

    def waiting(self) -> bool:
        """Somebody was called and nobody has answered: told from the records alone."""
        return bool(self.calls_open())

    @invariant()
    def p6_a_call_stays_until_it_is_answered(self) -> None:
        if self.waiting():
            assert self.talk.replies[-1].outcome is Outcome.NOTHING or self.talk.replies[-1].state == "crisis/called"

    @invariant()
    def p7_nothing_is_promised(self) -> None:
        for reply in self.talk.replies[self.seen :]:
            assert not PROMISE.search(words(reply))
            assert ("has seen the call" not in words(reply)) or self.talk.kinds("acknowledge")

    @invariant()
    def what_is_kept_says_nothing_of_words_or_dangers(self) -> None:
        kept = str(self.talk.kept)
        assert not any(category in kept for category in ("suicid", "chest_heart", "overdose", "abuse", "death_wish"))
        assert {one.identifier for one in self.talk.kept.calls} == self.calls_open()

    def calls_open(self) -> set[object]:
        called = {record.body["id"] for record in self.talk.kinds("alert") if record.body["attempt"]}
        return called - {record.body["id"] for record in self.talk.kinds("acknowledge")}

    @invariant()
    def every_call_is_recorded_before_it_is_said(self) -> None:
        for reply in self.talk.replies[self.seen :]:
            noted = [record.body["id"] for record in reply.records if record.kind == "alert" and record.body["attempt"]]
            assert sorted(noted) == sorted(alert.identifier for alert in reply.alerts)
            assert all(alert.level > TriageLevel.NONE for alert in reply.alerts)
        self.seen = len(self.talk.replies)

    @invariant()
    def words_are_for_the_diary_alone(self) -> None:
        for record in self.talk.replies[-1].records:
            assert (record.kind == "turn") == (record.scope is Scope.DIARY)
            assert "abuse" not in record.body.values()

    def teardown(self) -> None:
        if hasattr(self, "talk") and self.waiting():
            made = self.talk.wait(int(REPEAT_URGENT_S[1]) + 1)
            assert any(reply.alerts for reply in made)


RandomTalk.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRandomTalks = RandomTalk.TestCase
