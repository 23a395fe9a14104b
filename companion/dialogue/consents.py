"""What the resident has agreed to, and what may be kept of a turn because of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from companion.dialogue.script import Fact, Purpose
from companion.messages import JsonValue, Record, Scope
from companion.settings import ConsentSettings

_WORDS = ("said", "heard")


class Consents:
    """Deny by default: what was never asked about, or refused, is not done."""

    def __init__(self, on_paper: ConsentSettings, told: Mapping[str, bool]) -> None:
        """`told` is what the resident said to the device; it goes before what somebody wrote down."""
        written = {purpose: given for purpose, given in on_paper.model_dump().items() if given is not None}
        self._on_paper: dict[str, bool] = written
        self._told = dict(told)

    def given(self, purpose: Purpose) -> bool:
        """Whether the resident agreed."""
        return self._known.get(purpose.value, False)

    @property
    def _known(self) -> dict[str, bool]:
        return {**self._on_paper, **self._told}

    @property
    def met(self) -> bool:
        """The resident has been asked about the diary, so the first meeting has taken place."""
        return Purpose.DIARY.value in self._known

    @property
    def told(self) -> dict[str, bool]:
        """What the resident said to the device, to be kept."""
        return dict(self._told)

    @property
    def facts(self) -> dict[str, Fact]:
        """For conditions: `consent.diary`."""
        return {f"consent.{purpose}": given for purpose, given in self._known.items()}

    def take(self, told: Mapping[str, bool]) -> None:
        """The resident has just agreed to something, or refused it."""
        self._told.update(told)

    def allowed(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """What may be kept. Calls for help and the consents themselves always are."""
        return tuple(kept for record in records if (kept := self._allowed(record)) is not None)

    def _allowed(self, record: Record) -> Record | None:
        if record.kind == "mood" and not self.given(Purpose.MOOD):
            return None
        if record.kind == "turn" and not self.given(Purpose.DIARY):
            body: dict[str, JsonValue] = {key: "" if key in _WORDS else value for key, value in record.body.items()}
            return replace(record, body=body)
        if record.scope is Scope.SUMMARY and not self.given(Purpose.SHARE):
            # Not for the caregivers; for the resident alone, if a diary is wanted.
            return replace(record, scope=Scope.DIARY) if self.given(Purpose.DIARY) else None
        return record
