"""What is so whatever the script: the name, the time, the day, consents, messages waiting, whether a person answers."""

from __future__ import annotations

from collections.abc import Mapping

from companion.dialogue.agenda import Agenda
from companion.dialogue.consents import Consents
from companion.dialogue.disclosure import Disclosure
from companion.dialogue.inbox import Inbox
from companion.dialogue.readers import helpers
from companion.dialogue.script import Fact
from companion.dialogue.wording import spoken_day, spoken_time, time_of_day
from companion.ports import Clock
from companion.settings import ResidentSettings

PUT_OFF_MIN = 15
"""Minutes that a script's "I will ask again" may usually mean."""


class Bedside:
    """Facts for conditions and words for slots, looked up when they are asked for."""

    def __init__(
        self,
        clock: Clock,
        resident: ResidentSettings,
        *,
        consents: Consents,
        disclosure: Disclosure,
        inbox: Inbox,
        agenda: Agenda,
    ) -> None:
        self._clock = clock
        self._resident = resident
        self._consents = consents
        self._disclosure = disclosure
        self._inbox = inbox
        self._agenda = agenda

    def facts(self) -> Mapping[str, Fact]:
        """For conditions."""
        moment = self._clock.wall()
        return {
            "human_reachable": self._resident.human_reachable,
            "met": self._consents.met,
            "time_of_day": time_of_day(moment),
            "weekday": f"{moment:%A}".lower(),
            "messages_waiting": self._inbox.waiting,
            "may_put_off": self._agenda.may_put_off(moment, PUT_OFF_MIN),
            **self._consents.facts,
        }

    def slots(self) -> Mapping[str, str]:
        """For {slots} in wordings; empty ones vanish."""
        moment = self._clock.wall()
        return {
            "name": self._resident.name,
            "notice": self._disclosure.slot,
            "time": spoken_time(moment),
            "day": spoken_day(moment),
            "time_of_day": time_of_day(moment),
            "new_reader": self._consents.unasked or "",
            "helpers": helpers(self._consents.asked_about),
            **self._inbox.slots,
        }
