"""Who lives here, what they agreed to, and what the device may begin by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.settings import ConsentSettings, InitiativeSettings, ResidentSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The settings that concern the dialogue."""

    resident: ResidentSettings = field(default_factory=ResidentSettings)
    consent: ConsentSettings = field(default_factory=ConsentSettings)
    initiative: InitiativeSettings = field(default_factory=InitiativeSettings)
    readers: tuple[str, ...] | None = None
    """Names of those who could read the summary; None: it is not known who they are."""
