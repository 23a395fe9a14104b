"""Complaints of every day: told in nothing but ordinary words, they are no cause for the learned part to call anybody.

The encoder was trained on calls for help and on small talk, and hears danger in "I have a little pain in my knee". Of
an utterance that holds no other words than these there is nothing that it could have heard besides. The rules do not
ask here: a pain in the chest or the arm is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

_BODY = frozenset(
    """ankle ankles back bottom ear ears elbow elbows eye eyes feet finger fingers foot gum gums hand hands head heel
    heels hip hips joint joints knee knees leg legs neck nose shoulder shoulders skin stomach teeth throat thumb thumbs
    toe toes tongue tooth tummy wrist wrists""".split()
)
_FEELS = frozenset(
    """ache aches aching arthritis awake bruised constipation cough dry hurt hurting hurts itches itching itchy night
    nights pain painful pains restless sleep slept sniffle sore stiff stiffness swollen tender throbbing toilet twinge
    twinges upset woke""".split()
)
_ROUND_ABOUT = frozenset(
    """a about again also always am an and another any as at bad bed been before better bit both but by comes
    continue day days did do dont during evening every feel feeling feels few fine for from get gets getting go goes
    good got had has have having here i i'm im in is it it's its just kind last least left less like little lot may
    maybe mild moderate more morning mostly much my myself no not now of off often oh old on once one only or other
    our out quite rather really right same say slight slightly so some sometimes sort still than thank thanks that
    that's the then there there's they think this three time times to today tonight too twice two uh um up usual
    usually very walk walked walking was well were when while with worse would yes yesterday yet you""".split()
)
_WORDS = _BODY | _FEELS | _ROUND_ABOUT


def everyday(words: Sequence[str]) -> bool:
    """Whether these words (as `normalise.words_of` gives them) are a complaint of every day and nothing else."""
    return not _FEELS.isdisjoint(words) and _WORDS.issuperset(words)
