"""How espeak-ng says a word, in the phones of the CMU dictionary: for names and medicines that no dictionary knows."""

from __future__ import annotations

from companion.tts.espeak_library import Manner, espeak_library

ACCENTS = ("en-us", "en-gb")
"""A recogniser trained on one hears people who speak with the other."""
_RATE, _PITCH, _RANGE = 175, 50, 50
"""espeak-ng's own; nothing is spoken."""
_PHONES = {
    # Vowels with an r, long vowels and diphthongs: the longest that fits is taken.
    "ɑːɹ": "AA R", "ɔːɹ": "AO R", "oːɹ": "AO R", "ɛɹ": "EH R", "ɪɹ": "IH R", "ʊɹ": "UH R", "aɪɚ": "AY ER",
    "aɪə": "AY AH", "eə": "EH R", "iə": "IY AH", "ɪə": "IH R", "ʊə": "UH R", "aʊ": "AW", "aɪ": "AY", "eɪ": "EY",
    "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY", "ɑː": "AA", "ɔː": "AO", "oː": "AO", "ɜː": "ER", "iː": "IY", "uː": "UW",
    "əl": "AH L", "n̩": "AH N", "l̩": "AH L", "m̩": "AH M",
    "ɑ": "AA", "a": "AE", "æ": "AE", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ɒ": "AA", "ɔ": "AO", "o": "OW", "e": "EY",
    "ɛ": "EH", "ɚ": "ER", "ɝ": "ER", "ɜ": "ER", "ɪ": "IH", "ᵻ": "IH", "i": "IY", "ʊ": "UH", "u": "UW", "y": "UW",
    "tʃ": "CH", "dʒ": "JH", "b": "B", "d": "D", "ð": "DH", "f": "F", "ɡ": "G", "h": "HH", "j": "Y", "k": "K",
    "l": "L", "ɬ": "L", "m": "M", "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "s": "S", "ʃ": "SH", "t": "T",
    "ɾ": "T", "ʔ": "T", "θ": "TH", "v": "V", "w": "W", "x": "K", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
"""IPA of espeak-ng's English voices -> ARPABET without stress; what is not listed (stress, joins) has no sound."""
_LONGEST = max(map(len, _PHONES))


def pronunciations(word: str) -> tuple[str, ...]:
    """ARPABET phones of a word, parted by spaces, in each accent that says it differently; none without letters.

    Raises ModelError.
    """
    library = espeak_library()
    said = (library.phonemes(word, _manner(accent)) for accent in ACCENTS)
    return tuple(dict.fromkeys(phones for ipa in said if (phones := arpabet(ipa))))


def arpabet(ipa: str) -> str:
    """The phones of a text in espeak-ng's IPA, in order; what is no sound of English is left out."""
    phones: list[str] = []
    sounds = ipa.replace("ˈ", "").replace("ˌ", "").replace("\u0361", "").replace("\u200d", "")
    at = 0
    while at < len(sounds):
        found = next(
            (sounds[at : at + size] for size in range(_LONGEST, 0, -1) if sounds[at : at + size] in _PHONES), ""
        )
        phones += _PHONES.get(found, "").split()
        at += len(found) or 1
    # No sound of English is doubled; espeak-ng doubles an r between vowels.
    return " ".join(phone for phone, before in zip(phones, ["", *phones], strict=False) if phone != before)


def _manner(accent: str) -> Manner:
    identifier = espeak_library().identifier(accent, variant="")
    return Manner(identifier=identifier, rate=_RATE, pitch=_PITCH, pitch_range=_RANGE)
