"""Every error a person can meet, and the exit code each family leaves.

CompanionError
├── UsageError            2   the command was called wrongly, or is not built yet
├── InputError            3   a file that was given cannot be read or used
├── OutputError           4   a place to write to cannot be written, or is full
├── ScriptError           5   an advice script is not valid
├── SettingsError         5   a settings file is not valid
├── ModelError            6   a model file is missing, damaged or not known
├── DeviceError           7   a part of the board is missing or does not answer
│   ├── MicrophoneLost
│   ├── SpeakerLost
│   └── RecogniserLost      sound comes in and no words come out
├── KeyRefused            8   this key does not open this log
├── LogError              9   the sealed log cannot be written or read
│   ├── LogFull             there is no room left
│   ├── LogDamaged          what lies there is no whole log any more
│   ├── LogReplaced         the file was taken away or exchanged while it was open
│   ├── LogNotErasable      the record lies where it cannot be erased singly
│   └── LogInUse            another program writes it
├── StageDied            10   a stage of the conversation stopped and took the process down in order
└── SignatureRefused     11   an advice script is not signed as it must be, or a key cannot sign

The message of each says what, where and what to do, in one sentence, and never holds a resident's words.
"""

from enum import StrEnum


class CompanionError(Exception):
    """One plain sentence for the person in front of the screen, and the exit code that goes with it."""

    exit_code = 1


class UsageError(CompanionError):
    """The command was called wrongly."""

    exit_code = 2


class InputError(CompanionError):
    """A file that was given cannot be read or used."""

    exit_code = 3


class OutputError(CompanionError):
    """A place to write to cannot be written, or is full."""

    exit_code = 4


class ScriptError(CompanionError):
    """An advice script is not valid."""

    exit_code = 5


class SettingsError(CompanionError):
    """A settings file is not valid."""

    exit_code = 5


class ModelError(CompanionError):
    """A model file is missing, damaged or not known."""

    exit_code = 6


class DeviceError(CompanionError):
    """A part of the board is missing or does not answer."""

    exit_code = 7


class MicrophoneLost(DeviceError):
    """The microphone is gone, or gives only silence."""


class SpeakerLost(DeviceError):
    """The speaker is gone."""


class RecogniserLost(DeviceError):
    """What is heard is not turned into words: the recogniser's process ended again and again."""


class KeyRefused(CompanionError):
    """This key does not open this log. Says no more: a decrypt error is no oracle."""

    exit_code = 8


class LogError(CompanionError):
    """The sealed log cannot be written or read."""

    exit_code = 9


class LogFull(LogError):
    """There is no room left to write the sealed log."""


class LogDamaged(LogError):
    """What lies at the log's place is no whole log any more."""


class LogReplaced(LogError):
    """The log's file was taken away, or another was put in its place, while it was open."""


class LogNotErasable(LogError):
    """It lies in a log that is damaged or gone; it cannot be erased singly."""


class LogInUse(LogError):
    """Another companion writes this log."""


class StageDied(CompanionError):
    """A stage of the conversation stopped; `stage` names it."""

    exit_code = 10

    def __init__(self, stage: str, why: str) -> None:
        super().__init__(f"The {stage} stage stopped: {why}. The companion has shut down in order; start it again.")
        self.stage = stage


class SignatureProblem(StrEnum):
    """Why a signature does not count."""

    UNSIGNED = "unsigned"
    """There is no signature."""
    SIGNATURE_ALTERED = "signature_altered"
    """The signature file is not one, or not as it was written."""
    SCRIPT_ALTERED = "script_altered"
    """The signature is whole, and was made for other bytes than these."""
    OTHER_SCRIPT = "other_script"
    """The signature names another script or version than the file does."""
    SIGNER_UNKNOWN = "signer_unknown"
    """The signature is whole, and nobody registered as a clinician here made it."""
    CANNOT_SIGN = "cannot_sign"
    """The key is not a clinician's, or was made before keys could sign."""


class SignatureRefused(CompanionError):
    """An advice script is not signed as it must be, or a key cannot sign; `problem` says which."""

    exit_code = 11

    def __init__(self, message: str, *, problem: SignatureProblem) -> None:
        super().__init__(message)
        self.problem = problem
