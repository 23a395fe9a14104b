"""What the stages say to one another: frozen, with units, and silent about words when printed.

Session time (`*_s` fields called `at_s`, `start_s`, ...) is seconds on the session's `Clock`: it counts the audio
that has passed, so tests and the recorded demo need no sleep. Fields that may hold a resident's words are left out of
`repr`, so that no log line or traceback can carry them (P3).
"""

from companion.messages.alerts import Alert, TriageLevel, Verdict
from companion.messages.dialogue import (
    AlertAcknowledged,
    DialogueEvent,
    Expression,
    Heard,
    HelpPressed,
    JsonValue,
    Outcome,
    Prompt,
    Record,
    Reply,
    Scope,
    SessionStarted,
    TimePassed,
    Urgency,
)
from companion.messages.emotion import UNSURE, Feeling
from companion.messages.face import (
    Button,
    FaceMessage,
    FaceState,
    ShowCaption,
    ShowLevel,
    ShowSpeech,
    ShowState,
    StopSpeech,
    Who,
)
from companion.messages.hearing import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    AnswerKind,
    AudioFrame,
    Expectation,
    HearingEvent,
    NoReply,
    Partial,
    Samples,
    SpeechStarted,
    Transcript,
    Utterance,
    Word,
)
from companion.messages.speech import MouthCue, MouthShape, SpeechChunk
from companion.messages.turns import TurnReport

__all__ = [
    "FRAME_SAMPLES",
    "FRAME_SECONDS",
    "SAMPLE_RATE_HZ",
    "UNSURE",
    "Alert",
    "AlertAcknowledged",
    "AnswerKind",
    "AudioFrame",
    "Button",
    "DialogueEvent",
    "Expectation",
    "Expression",
    "FaceMessage",
    "FaceState",
    "Feeling",
    "Heard",
    "HearingEvent",
    "HelpPressed",
    "JsonValue",
    "MouthCue",
    "MouthShape",
    "NoReply",
    "Outcome",
    "Partial",
    "Prompt",
    "Record",
    "Reply",
    "Samples",
    "Scope",
    "SessionStarted",
    "ShowCaption",
    "ShowLevel",
    "ShowSpeech",
    "ShowState",
    "SpeechChunk",
    "SpeechStarted",
    "StopSpeech",
    "TimePassed",
    "Transcript",
    "TriageLevel",
    "TurnReport",
    "Urgency",
    "Utterance",
    "Verdict",
    "Who",
    "Word",
]
