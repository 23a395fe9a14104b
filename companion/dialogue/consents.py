"""What the resident has agreed to, and what may be kept of a turn because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from companion.dialogue.script import Fact
from companion.messages import JsonValue, Purpose, Record, Scope
from companion.settings import ConsentSettings

_WORDS = ("said", "heard")


class Consents:
    """Deny by default: what was never asked about, or refused, is not done."""

    def __init__(
        self, on_paper: ConsentSettings, told: Mapping[str, bool], readers: Sequence[str] | None = None
    ) -> None:
        """`told` is what the resident said to the device; it goes before what somebody wrote down.

        `readers`: names of those who could read the summary; None: it is not known who they are.
        """
        written = {purpose: given for purpose, given in on_paper.model_dump().items() if given is not None}
        self._on_paper: dict[str, bool] = written
        self._told = dict(told)
        self._readers: tuple[str, ...] | None = None
        self.readers = readers

    @property
    def readers(self) -> tuple[str, ...] | None:
        """Names of those who could read the summary, each once; None: it is not known who they are."""
        return self._readers

    @readers.setter
    def readers(self, names: Sequence[str] | None) -> None:
        self._readers = None if names is None else tuple(dict.fromkeys(names))

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
        """The resident has just agreed to something, or refused it.

        Who agrees to sharing agrees to those who were named; whoever comes later is asked about by name.
        """
        told = dict(told)
        if (answer := told.pop(Purpose.SHARE_WITH.value, None)) is not None and self.unasked is not None:
            told[_with(self.unasked)] = answer
        if told.get(Purpose.SHARE.value):
            told = {**{_with(name): True for name in self.asked_about}, **told}
        self._told.update(told)

    @property
    def asked_about(self) -> tuple[str, ...]:
        """Whom a question about sharing is about: who reads, but for those refused by name, unless everybody was."""
        everybody = self.readers or ()
        return tuple(name for name in everybody if self._told.get(_with(name)) is not False) or everybody

    def by_name(self, made: tuple[Record, ...]) -> tuple[Record, ...]:
        """The same, with each person on record who was let in by a yes to sharing."""
        return tuple(one for record in made for one in (record, *self._each(record)))

    def _each(self, record: Record) -> Iterator[Record]:
        shares = record.kind == "consent" and record.body["purpose"] == Purpose.SHARE.value
        if shares and record.body["given"]:
            for name in self.asked_about:
                yield replace(record, body={**record.body, "purpose": Purpose.SHARE_WITH.value, "person": name})

    def share(self, name: str, given: bool) -> None:
        """The resident named somebody who may, or may not, see the answers."""
        self._told[_with(name)] = given

    @property
    def shares_with(self) -> frozenset[str] | None:
        """Names of those the answers are shared with; None where it is not known who reads."""
        if self.readers is None:
            return None
        return frozenset(name for name in self.readers if self.given(Purpose.SHARE) and self._agreed_to(name))

    @property
    def unasked(self) -> str | None:
        """The first reader whom the resident was never asked about, where sharing was agreed to."""
        if not self.given(Purpose.SHARE):
            return None
        return next((name for name in self.readers or () if not self._agreed_to(name) and self._open(name)), None)

    def _agreed_to(self, name: str) -> bool:
        # What stands on paper was signed by somebody who saw the list of names.
        on_paper = self._on_paper.get(Purpose.SHARE.value, False) and Purpose.SHARE.value not in self._told
        return self._told.get(_with(name), on_paper)

    def _open(self, name: str) -> bool:
        return _with(name) not in self._told

    def allowed(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """What may be kept. Calls for help and the consents themselves always are."""
        return tuple(kept for record in records if (kept := self._allowed(record)) is not None)

    @property
    def _shared(self) -> bool:
        """Somebody may see the answers; where it is not known who reads, they are there."""
        return self.given(Purpose.SHARE) and (self.shares_with is None or bool(self.shares_with))

    def _allowed(self, record: Record) -> Record | None:
        if record.kind == "mood" and not self.given(Purpose.MOOD):
            return None
        if record.kind == "turn" and not self.given(Purpose.DIARY):
            body: dict[str, JsonValue] = {key: "" if key in _WORDS else value for key, value in record.body.items()}
            return replace(record, body=body)
        if record.scope is Scope.SUMMARY and not self._shared:
            # Not for the caregivers; for the resident alone, if a diary is wanted.
            return replace(record, scope=Scope.DIARY) if self.given(Purpose.DIARY) else None
        return record


def _with(name: str) -> str:
    """What sharing with one person is called among the consents."""
    return f"{Purpose.SHARE.value}:{name}"
