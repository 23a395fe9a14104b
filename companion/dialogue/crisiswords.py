"""The words of one run of the crisis protocol: varied, and filled with the resident's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from companion.dialogue.protocol import Category, Protocol
from companion.dialogue.wording import fill


class CrisisWords:
    """Picks the next variant of each line."""

    def __init__(self, protocol: Protocol, *, name: str) -> None:
        self._protocol = protocol
        self._known = {"name": name}
        self._times_said: Counter[str] = Counter()

    def line(self, name: str) -> str:
        """A line of the protocol."""
        return self._next(name, self._protocol.lines[name])

    def reflect(self, category: Category) -> list[str]:
        """What was heard, said back."""
        return [fill(line, self._known) for line in category.reflect]

    def calm(self, category: Category) -> str:
        """Something calm while somebody waits."""
        return self._next("calm", category.calm or self._protocol.lines["stay"])

    def remark(self, name: str) -> str:
        """The answer to a remark; one that is a {line} of the protocol stands for it."""
        words = self._next(f"remark {name}", self._protocol.remarks[name].say)
        named = words.strip("{}")
        return self.line(named) if words == f"{{{named}}}" else words

    def numbers(self, category: Category) -> list[str]:
        """The crisis numbers of the country, where the category wants them."""
        return [self._protocol.numbers[self._protocol.language]] if category.numbers else []

    def _next(self, name: str, lines: Sequence[str]) -> str:
        count = self._times_said[name]
        self._times_said[name] += 1
        return fill(lines[count % len(lines)], self._known)
