"""The types every pass takes and gives: phones, and spans of one mouth shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from companion.messages import MouthShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One speech sound as the synthesiser timed it."""

    symbol: str = field(repr=False)
    """IPA, stress and length marks allowed; empty in a pause."""
    start_s: float
    """Seconds from the first sample."""
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The mouth keeps one shape from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    shape: MouthShape
    loose: bool = False
    """The sound is made behind the lips, which are free to be where its neighbours want them."""
    opening: float = 1.0
    """How far the mouth opens in this shape, 0 to 1."""

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.end_s - self.start_s


Timeline: TypeAlias = tuple[Span, ...]
"""Contiguous spans in order: each starts where the one before ends."""


def merged(spans: Iterable[Span]) -> Timeline:
    """Neighbours of the same shape become one span; spans without length go."""
    timeline: list[Span] = []
    for span in spans:
        if span.length_s <= 0:
            continue
        if timeline and timeline[-1].shape is span.shape:
            timeline[-1] = replace(timeline[-1], end_s=span.end_s)
        else:
            timeline.append(span)
    return tuple(timeline)


def with_starts(timeline: Sequence[Span], starts_s: Sequence[float]) -> Timeline:
    """The same shapes with new starts; each span ends where the next starts, the last where it did."""
    ends_s = [*starts_s[1:], timeline[-1].end_s] if timeline else []
    return merged(
        replace(span, start_s=start_s, end_s=end_s)
        for span, start_s, end_s in zip(timeline, starts_s, ends_s, strict=True)
    )
