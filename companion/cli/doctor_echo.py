"""The doctor's check of echo cancellation: does the device hear itself? It says a few sentences to find out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.doctor.check import Finding, ok, warn

if TYPE_CHECKING:
    from companion.settings import Settings
    from device.echo_check import EchoTrial

SAYS = (
    "I am trying out whether I can listen while I speak. Please stay silent for a moment. "
    "The weather is fine, the kettle is on the stove, and five friendly sheep stand in the garden by the gate."
)
"""Some nine seconds with every kind of sound."""
ECHO_REMEDY = "See that microphone and speaker are plugged in and that nobody speaks meanwhile; then try again."
IN_STEP_S = 0.06
"""Lips further from the sound than this begin to be noticed (ITU-R BT.1359); less is the microphone's own share."""
_HALF = "The companion does not listen while it speaks, save to calls for help."


def echo(settings: Settings) -> Finding:
    """Speak and listen. Opens the board: not while another check, or the companion, uses it.

    Raises SettingsError, DeviceError, ModelError.
    """
    from companion.app import make_registry, make_synthesiser
    from companion.messages import Prompt, Urgency
    from device import open_device
    from device.echo_check import try_echo

    voice = make_synthesiser(settings, make_registry(settings))
    speech = tuple(voice.speak(Prompt(text=SAYS, urgency=Urgency.REPLY)))
    with open_device(settings.profile) as device:
        return told(try_echo(device, speech))


def told(trial: EchoTrial) -> Finding:
    """The trial in one sentence."""
    late_s = trial.echo_after_s
    if late_s is not None and abs(late_s) > IN_STEP_S:
        fitting_s = max(0.0, trial.latency_s + late_s)
        way = "later" if late_s > 0 else "earlier"
        return warn(
            f"the speaker sounds {1000 * abs(late_s):.0f} ms {way} than its profile says: the lips are out of step",
            f"Set latency_s = {fitting_s:.3f} under [speaker] in the board's profile, and try again.",
        )
    if trial.canceller == "none":
        if trial.working:
            return ok("not needed: the profile says that the microphone does not hear the speaker")
        found = "none, as the profile says" + ("" if late_s is None else f"; {_figures(trial)}")
        return warn(found, f"{_HALF} To try it, set canceller = 'webrtc' in the profile.")
    if trial.residual_db is None and trial.enhancement_db is None:
        return warn("could not be measured: too little was heard", f"{_HALF} {ECHO_REMEDY}")
    figures = _figures(trial)
    if trial.working:
        return ok(f"{trial.canceller}: {figures}; it listens while it speaks")
    return warn(f"{trial.canceller}: {figures}: too little", f"{_HALF} Turn the speaker down, or move it away.")


def _figures(trial: EchoTrial) -> str:
    parts = []
    if trial.enhancement_db is not None:
        parts.append(f"{trial.enhancement_db:.0f} dB of its own voice taken away")
    if trial.residual_db is not None and not (trial.working and parts):
        parts.append(f"what is left {max(0.0, trial.residual_db):.0f} dB above the room")
    if trial.echo_after_s is not None:
        way = "after" if trial.echo_after_s >= 0 else "before"
        parts.append(f"heard {1000 * abs(trial.echo_after_s):.0f} ms {way} it was to sound")
    return ", ".join(parts)
