"""espeak-ng through its C API: one library a process, one sentence a call, phones timed to the sample.

The C library keeps voice, parameters and callback in global variables, so this process has exactly one of it: it is
initialised once, by `espeak_library()`, never terminated and never initialised again (a second `espeak_Initialize`
would reset a running voice under its user). Every call says which voice it wants and holds a lock meanwhile, so that
any number of synthesisers with different settings, on any thread, do not disturb one another.

It also keeps the phase of its waves from one call to the next, and no call resets it: the same text may come out a few
milliseconds longer the second time, while a process that says the same things in the same order gets the same samples.

Source of the declarations: espeak-ng 1.52, `src/include/espeak-ng/speak_lib.h`.
"""

from __future__ import annotations

import ctypes
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from companion.errors import ModelError
from companion.tts.spoken import Spoken
from companion.tts.visemes import Phone

_SYNCHRONOUS_OUTPUT = 2
_PHONEME_EVENTS = 0x0001
_PHONEMES_IN_IPA = 0x0002
_DO_NOT_EXIT = 0x8000
_BUFFER_MS = 500
"""Sound handed over at a time: few callbacks, each of which costs more than the copy it makes."""
_UTF8_PLAIN_TEXT = 0x0001
"""Neither espeakSSML nor espeakPHONEMES: tags and [[phonemes]] in a text are never interpreted."""

_UTF8 = 1
_TO_IPA = 0x02

_EVENT_END = 0
_EVENT_PHONEME = 7
_RATE, _VOLUME, _PITCH, _RANGE, _PUNCTUATION, _CAPITALS, _WORD_GAP = 1, 2, 3, 4, 5, 6, 7


class _EventDetail(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("detail", _EventDetail),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a text is to be spoken; espeak-ng's own units."""

    identifier: str
    """Voice file with its variant, `gmw/en+m3`."""
    rate: int
    """espeak-ng's nominal words a minute, 80 to 450."""
    pitch: int
    """0 to 99, 50 is the voice's own."""
    pitch_range: int
    """0 (monotone) to 99, 50 is the voice's own."""


class EspeakLibrary:
    """The loaded library. Made once, by `espeak_library()`."""

    def __init__(self, library: ctypes.CDLL, data: Path) -> None:
        self._c = library
        self._lock = threading.Lock()
        self._manner: Manner | None = None
        self._sound: list[bytes] = []
        self._events: list[tuple[int, str]] = []
        options = _PHONEME_EVENTS | _PHONEMES_IN_IPA | _DO_NOT_EXIT
        self.sample_rate_hz = int(
            self._c.espeak_Initialize(_SYNCHRONOUS_OUTPUT, _BUFFER_MS, str(data).encode(), options)
        )
        if self.sample_rate_hz <= 0:
            raise ModelError(f"espeak-ng cannot read its data in {data}. Install espeakng-loader again.")
        # ctypes keeps no reference of its own: without this attribute the callback would be freed under espeak-ng.
        self._callback = _Callback(self._take)
        self._c.espeak_SetSynthCallback(self._callback)
        self._c.espeak_Info.restype = ctypes.c_char_p
        self.version = (self._c.espeak_Info(None) or b"").decode()
        self._c.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._languages = self._list_languages()
        self._variants = frozenset(path.name for path in (data / "voices" / "!v").iterdir())

    def identifier(self, voice: str, *, variant: str) -> str:
        """The voice file for a language code, `en-gb` or `en-gb+m1`; `variant` (may be empty) where none is named.

        Raises ModelError for a language or variant that espeak-ng does not have.
        """
        language, _, named = voice.partition("+")
        file, wanted = self._languages.get(language.lower()), named or variant
        # espeak-ng itself takes an unknown variant for none, without a word.
        if file is None or (wanted and wanted not in self._variants):
            raise ModelError(
                f"There is no espeak-ng voice '{voice}'. Set tts.voice to a language such as en-gb, or en-gb+m1."
            )
        return f"{file}+{wanted}" if wanted else file

    def synthesise(self, text: str, manner: Manner) -> Spoken:
        """Speak one sentence; about 0.6 ms of work for a second of sound. Raises ModelError."""
        encoded = text.replace("\0", " ").encode("utf-8", errors="ignore") + b"\0"
        with self._lock:
            self._use(manner)
            self._sound.clear()
            self._events.clear()
            failed = self._c.espeak_Synth(encoded, len(encoded), 0, 1, 0, _UTF8_PLAIN_TEXT, None, None)
            samples = np.frombuffer(b"".join(self._sound), dtype=np.int16)
            events = tuple(self._events)
        if failed:
            raise ModelError(f"espeak-ng refused to speak (its error {failed}). Install espeakng-loader again.")
        return Spoken(
            samples=samples,
            sample_rate_hz=self.sample_rate_hz,
            phones=self._phones(events, len(samples)),
        )

    def phonemes(self, text: str, manner: Manner) -> str:
        """How the voice would say this, in IPA with stress marks; nothing is spoken. Raises ModelError."""
        rest = ctypes.c_char_p(text.replace("\0", " ").encode("utf-8", errors="ignore"))
        said = []
        with self._lock:
            self._use(manner)
            while rest.value:
                said.append(self._clause(rest))
            # It reads a word ahead, and keeps one that ends the text for the next call ("No. 5"): asked for here.
            while left := self._clause(ctypes.c_char_p(b" ")):
                said.append(left)
        return " ".join(said)

    def _clause(self, rest: ctypes.c_char_p) -> str:
        """IPA of the next clause, and `rest` moved behind it."""
        return (self._c.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _TO_IPA) or b"").decode("utf-8", "ignore")

    def _use(self, manner: Manner) -> None:
        if manner == self._manner:
            return
        # Setting a voice puts every parameter back to its default, so both are always set together.
        if self._c.espeak_SetVoiceByName(manner.identifier.encode()):
            raise ModelError(f"espeak-ng cannot load its voice '{manner.identifier}'. Install espeakng-loader again.")
        for parameter, value in ((_RATE, manner.rate), (_PITCH, manner.pitch), (_RANGE, manner.pitch_range)):
            self._c.espeak_SetParameter(parameter, value, 0)
        self._manner = manner

    def _take(self, sound: ctypes._Pointer[ctypes.c_short], length: int, events: ctypes._Pointer[_Event]) -> int:
        """Called back by espeak-ng with some sound and the events in it; 0 asks for more."""
        if length > 0 and sound:
            self._sound.append(ctypes.string_at(sound, length * 2))
        number = 0
        while events[number].type != _EVENT_END:
            if events[number].type == _EVENT_PHONEME:
                # The C field is 8 bytes long and may cut a letter in two.
                symbol = events[number].detail.string.decode("utf-8", errors="ignore")
                self._events.append((events[number].sample, symbol))
            number += 1
        return 0

    def _phones(self, events: tuple[tuple[int, str], ...], samples: int) -> tuple[Phone, ...]:
        starts = [min(sample, samples) / self.sample_rate_hz for sample, _ in events]
        ends = [*starts[1:], samples / self.sample_rate_hz]
        return tuple(
            Phone(symbol=symbol.strip("_: "), start_s=start_s, end_s=end_s)
            for (_, symbol), start_s, end_s in zip(events, starts, ends, strict=True)
        )

    def _list_languages(self) -> dict[str, str]:
        """Language code -> voice file, the best voice of each language first as espeak-ng sorts them."""
        self._c.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        voices = self._c.espeak_ListVoices(None)
        found: dict[str, str] = {}
        number = 0
        while voices[number]:
            voice = voices[number].contents
            # `languages` is a list of (priority byte, code, NUL), ended by a zero priority.
            address = voice.languages
            while address and ctypes.string_at(address, 1) != b"\0":
                code = ctypes.string_at(address + 1)
                found.setdefault(code.decode("utf-8").lower(), voice.identifier.decode("utf-8"))
                address += len(code) + 2
            number += 1
        return found


_LOADING = threading.Lock()


def espeak_library() -> EspeakLibrary:
    """This process's espeak-ng, loaded on the first call. Raises ModelError when it is not installed rightly."""
    with _LOADING:
        return _load()


@lru_cache(maxsize=1)
def _load() -> EspeakLibrary:
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except (ImportError, OSError):
        raise ModelError("espeak-ng cannot be loaded. Install the Python package espeakng-loader again.") from None
    return EspeakLibrary(library, Path(espeakng_loader.get_data_path()))
