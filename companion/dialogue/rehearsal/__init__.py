"""Rehearsals: people who do not exist talk to a script, thousands of times, before anybody real does."""

from companion.dialogue.rehearsal.persons import PERSONS, Person
from companion.dialogue.rehearsal.report import PersonReport, Report
from companion.dialogue.rehearsal.simulate import Ending, Run, rehearse, simulate

__all__ = ["PERSONS", "Ending", "Person", "PersonReport", "Report", "Run", "rehearse", "simulate"]
