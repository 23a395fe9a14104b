"""Triage: is this utterance a red flag, how grave, of which kind, and why."""

from companion.dialogue.triage.judge import Triage
from companion.dialogue.triage.repetition import Repetition
from companion.dialogue.triage.tables import CATEGORIES

__all__ = ["CATEGORIES", "Repetition", "Triage"]
