"""Puts together what must outlive a restart, and tells when it has changed."""

from __future__ import annotations

from dataclasses import replace

from companion.dialogue.agenda import Agenda
from companion.dialogue.alarm import Alarm
from companion.dialogue.consents import Consents
from companion.dialogue.conversation import Conversation
from companion.dialogue.disclosure import Disclosure
from companion.dialogue.initiative import Initiative
from companion.dialogue.manner import SpeakingManner
from companion.messages import Kept, Unfinished


class Keeping:
    """Remembers what was last kept."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def changed(
        self,
        *,
        agenda: Agenda,
        alarm: Alarm,
        consents: Consents,
        disclosure: Disclosure,
        initiative: Initiative,
        manner: SpeakingManner,
        talk: Conversation,
    ) -> Kept | None:
        """What must be kept now, or None where nothing is new."""
        now = Kept(
            calls=alarm.open_calls,
            asking=alarm.asking,
            agenda=agenda.ledger,
            last_asked=agenda.last_asked,
            unfinished=self._same(talk.unfinished()),
            consents=consents.told,
            disclosed=disclosure.last,
            muted_until=initiative.muted_until,
            visitor=initiative.visitor,
            manner=manner.lasting,
        )
        if now == self._kept:
            return None
        self._kept = now
        return now

    def _same(self, unfinished: Unfinished | None) -> Unfinished | None:
        """The old entry while the talk has not moved: the time alone is nothing new."""
        before = self._kept.unfinished
        if unfinished is None or before is None or replace(before, since=unfinished.since) != unfinished:
            return unfinished
        return before
