"""Taken, not taken, or in doubt: any doubt at all is doubt, because a second dose can harm."""

from __future__ import annotations

import re

from companion.dialogue.answers.english.text import asks_back, doubtful, has_any, listed, normalise, readings
from companion.dialogue.answers.english.yes_no import yes_no
from companion.dialogue.answers.understood import DOUBT, NOT_AN_ANSWER, Understood

TAKEN = "taken"
NOT_TAKEN = "not taken"
PLAIN = 0.9
"""A yes or no of this certainty leads the answer."""

_IN_DOUBT = listed("medicine", "doubt")
_WHEN = ("after my", "after breakfast", "before breakfast", "before my", "at breakfast", "oclock", "o clock")
_NOT_TAKEN = listed("medicine", "not_taken")
_TAKEN = listed("medicine", "taken")
_WHERE = "|".join(listed("medicine", "where_kept"))
_KIN = "|".join(listed("medicine", "somebody_else"))

_SEVERAL = re.compile(r"\b(?:tablets|pills|medicines|them|capsules|meds|medication)\b")
_ONE_OF_THEM = re.compile(r"\b(?:the|my|that|this) (?:\w+ ){1,3}?ones?\b(?! (?:of|after))")
_PARTLY = re.compile(
    # "All but the big one", "everything bar the water tablet", "but only two of them".
    r"\b(?:all|everything|lot|them|most|it) (?:but|except|bar|save|apart|minus|other than)"
    r"(?= (?!i |they |it |she |he ))|"
    r"\b(?:but|except|only|bar|minus) (?:for |not |just )*(?:the|those|one|two|three|half|some|a couple)\b|"
    r"\b(?:one|two|some|few|half|couple) (?:\w+ ){0,3}(?:left|to go|still|over|short)\b|"
    r"\b(?:the|and the|still have the|still got the) (?:rest|others?|remainder|other half)\b|"
    r"\b(?:half|part|bits?|most|some|one|two|three|four|a few) of (?:it|them|the|my|those|what)\b|"
    r"\bi\b.*\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\bhalf\b(?! (?:past|an? hour|hour|asleep|awake|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))|"
    r"\b(?:started|part way|partway|half way|halfway|nearly all|almost all|nearly done)\b"
)
_NAMED_ONE = re.compile(r"\b(?:my|the|that) (?:\w+ ){1,3}?(?:tablet|pill|capsule)\b")
_LOST = re.compile(
    # What was taken may be on the floor, or may have come up again.
    r"\b(?:fell|dropped|rolled|flew|bounced|slipped) (?:\w+ ){0,3}"
    r"(?:floor|bed|chair|carpet|rug|sofa|sheets|under|sink)\b|"
    r"\b(?:brought|threw|chucked|came|coughed|fetched|sicked|went|come|coming) (?:\w+ ){0,3}(?:back up|up again)\b|"
    r"\b(?:brought|threw|chucked|coughed|fetched|sicked) (?:it|them|one|mine|the lot|everything) (?:\w+ )?up\b|"
    r"\bsick (?:after|afterwards|straight|just after|right after|as soon)|\bvomit|\bkeep (?:it|them) down|"
    r"\bthrew up\b|\bup they came|\bstuck in my throat|\bunder my tongue"
)
_BROUGHT = re.compile(
    # Given into the hand is not yet swallowed.
    r"\b(?:took|taken|tipped|got|popped|shook) (?:it|them|mine|one|the \w+|my \w+) (?:\w+ )?(?:out|off|back|away|round|"
    r"upstairs|downstairs|home|with me|to)\b|"
    r"\b(?:brought|left|put|laid|set|counted|sorted|got) (?:me )?(?:it|them|mine|my \w+|the \w+) "
    r"(?:\w+ )?(?:out|ready|round|in the pot|in a pot|beside|next to|in my hand)\b"
)
_FIRST_WANTED = re.compile(r"\bfirst$")
_KEPT = re.compile(
    rf"\b(?:in|on|by|beside|inside|next to|at the bottom of|back in) (?:the|my|its|their|that|this|her|a) "
    rf"(?:\w+ ){{0,2}}?(?:{_WHERE})\b|"
    r"\b(?:it is|they are|is|are|still|they|them) (?:just |all |only |still |right )*(?:sitting|sat|lying|laid|stood|"
    r"standing|staring|looking at me|waiting|lined up|here|there|untouched|unopened|where)\b"
)
_LEFT = re.compile(
    r"\b(?:left|leaving|leave) (?:it|them|that|those|mine|this|(?:the|my|that|this) \w+(?: one)?) "
    r"(?:off|out|alone|be|in|on|till|until|for|where|go)\b|"
    r"\b(?:gave|giving|give) (?:it|them|that|those) a (?:miss|rest|swerve)\b|"
    r"\bnot (?:having|taking|touching|using|bothering|bothered|swallowing)\b|"
    r"\b(?:went|going|go|do|did|been) without\b|\b(?:am|have been) off (?:it|them)\b|"
    r"\b(?:meant|meaning|intended|supposed|want|wanted|like|trying|tried|was going|remind\w* me) to\b|"
    r"\b(?:down the (?:sink|toilet|lavatory|loo|pan|drain)|flushed|binned|in the bin|hid (?:it|them)|spat|spit)\b|"
    r"\bas soon as i (?:get|have|finish|am|eat|can)\b|\bi (?:will|shall) (?:\w+ )?(?:have|take|do|get|swallow)\b|"
    r"\bi (?:will|shall)$|"
    r"\b(?:i|we) could not(?! (?:tell|say|swear))\b|\bempty\b|\bcome? back to (?:it|them)\b|"
    r"\bwent (?:clean |right |straight )?(?:out of|by|past) (?:my|me)\b|\bfor reminding me\b|"
    r"\bknew there was something\b"
)
_BY_OTHERS = re.compile(
    r"\b(?:stood over me|stood there (?:while|till|until)|watched me|(?:jabbed|injected) (?:me|it)|made (?:me|sure i)|"
    r"gave (?:me|us|it|them)|given (?:me|them|it|mine)|given to me|saw to (?:it|them|that|me|those)|helped me|"
    r"sees to (?:it|them|that)|spooned|(?:did|done|does) (?:it|them|that|mine|my \w+|me) (?:for me|in my|before|after|"
    r"at|this)|(?:popped|squirted|put|dropped|dripped|slipped) (?:\w+ ){1,3}(?:in|on) (?:for me|my (?:mouth|eye|eyes|"
    r"tongue|tummy|stomach|leg|arm)|me)|did me (?:my|first|at))\b"
)
_SWALLOWED = re.compile(
    r"\bdown the (?:\w+ )?(?:hatch|lane|throat|gullet|little red lane)|\b(?:gone|went|going|slid|slipped) down\b|"
    r"\bdown in one\b|\b(?:knocked|tossed|slung) (?:it|them|those) back\b|\b(?:safely )?inside me\b|\bi rattle\b|"
    r"\b(?:gone|been) and (?:done|taken|had)\b|\bdone and dusted\b|\bticked (?:it|them|that)? ?off\b|\bnot missed\b|"
    r"\b(?:it|that|they) (?:is|have) gone$|\bone gulp\b|\bfirst thing\b|\bevery (?:last|single|blessed)? ?one\b|"
    r"\bwith (?:a|my|some) (?:\w+ )?(?:sip|swig|drop|mouthful|spoonful|glass|cup|gulp|beaker|bit) of\b"
)
_MEASURED = re.compile(
    r"\b(?:one|two|three|four|a couple of|couple of|my|the usual|\w+teen|ten|twelve|twenty|\d+) "
    r"(?:\w+ )?(?:puffs?|units|sprays?|squirts?|drops|spoonfuls?|patch)\b"
)
_NO_MISS = re.compile(
    r"\b(?:did not|have not|had not|not) (?:forget|forgotten|forgot|miss|missed|skip|skipped|fail)\b(?! me)|"
    r"\b(?:have|did|had) not not\b|\bnever (?:miss|forget|skip)\w*\b.*\beither$"
)
_SOMEBODY_ELSE = re.compile(
    rf"\b(?:my|his|her|the|our|your|their) (?:\w+ )?(?:{_KIN})(?: \w+){{0,4}}? (?:takes?|took|has|had|is on|swallows?|"
    r"gets?|got|uses?|used|needs?|forgets?|forgot)\b(?!.*\b(?:me|mine|my|i|us)\b)|"
    r"\b(?:his|hers|their|her|your) (?:own )?(?:tablets?|pills?|medicines?|insulin|inhaler|drops|heart pills?)\b"
)
_MIND_CHANGED = re.compile(r"^(?:yes|yeah|yep|aye) (?:well |but |i mean |actually |sorry )*(?=no\b)")
_EVERY_ONE = re.compile(r"\b(?:every|each) (?:last |single |blessed |blooming )*one(?: of (?:them|the \w+|those))?\b")
_NOT_LONG = re.compile(
    r"\b(?:have |had |has )?(?:not long|only just|only this minute)\b(?= (?:\w+ )?(?:swallowed|taken|had|took))"
)
_OTHER_THINGS = re.compile(
    r"\b(?:(?:i|she|he|they|we|the nurse|nurse) )?(?:have |has |did not |have not |not )*"
    r"(?:(?:had|have|having|ate|drank|took|taken|gave me|given|brought me|made me|got)(?: me| just)? "
    r"(?:a |an |my |some |the |no |our |two |one )|(?:like|love|want|fancy) (?:a |an |my |some )?)"
    rf"(?:\w+ )?(?:{'|'.join(listed('medicine', 'other_things'))})s?\b"
    r"(?! (?:time )?(?:tablet|pill|one|med|capsul|dose|insulin|drop|puff))(?: (?:off|in my (?:tea|coffee|drink|milk)))?"
)
_IN_THE_END = re.compile(r".*\bbut (?:then )?(?:(?:i|we) (?P<verb>did|have|had)(?P<no> not)?)(?: \w+){0,4}")
_AFTER_ALL = re.compile(r"(?:i|we) (?:did|have) (?:in the end|eventually|after all|at last|finally)\b")
_DEED = re.compile(
    r"\b(?:i|we) (?:have |did |just |already |finally )*"
    r"(?:took|taken|swallowed|downed|popped|had (?:them|it|mine|the lot|my)|"
    r"take (?:them|it))\b(?! (?:\w+ )?(?:out|off|back|away|round|to)\b)"
)


def medicine(text: str, about: str = "") -> Understood:
    """ "taken", "not taken", or unsure. "I think so", a part of the dose and what came up again are unsure."""
    for reading in readings(text):
        found = _read(_plain(reading), about)
        if found is not NOT_AN_ANSWER:
            return found
    return NOT_AN_ANSWER


def _plain(reading: str) -> str:
    """Without what only looks like a denial or a part."""
    return _EVERY_ONE.sub("the lot", _NOT_LONG.sub("have just", _MIND_CHANGED.sub("", reading)))


def _read(plain: str, about: str) -> Understood:
    if not plain or asks_back(plain) or _SOMEBODY_ELSE.search(plain):
        return NOT_AN_ANSWER
    if doubtful(plain) or has_any(plain, _IN_DOUBT) or _in_part(plain, normalise(about)):
        return DOUBT
    own = " ".join(_OTHER_THINGS.sub(" ", plain).split())
    if own != plain and not (_DEED.search(own) or has_any(own, _TAKEN) or _left(own)):
        firm = yes_no(plain, about)
        return _as_taken(firm) if firm.value is not None and firm.certainty >= PLAIN else NOT_AN_ANSWER
    return _in_the_end(own) or _told(own, about)


def _in_part(plain: str, question: str) -> bool:
    """Some of the dose, or one that may not have stayed down."""
    if _LOST.search(plain):
        return True
    # "The white one" is the whole of it where one tablet was asked for.
    one_asked = bool(question) and _SEVERAL.search(question) is None
    if _ONE_OF_THEM.search(plain) and not one_asked and not has_any(plain, ("last one", "single one", "blessed one")):
        return True
    several_asked = _SEVERAL.search(question) is not None
    return (several_asked and _NAMED_ONE.search(plain) is not None) or _PARTLY.search(plain) is not None


def _in_the_end(plain: str) -> Understood | None:
    """ "I wasn't going to but I did"."""
    if _AFTER_ALL.match(plain):
        return Understood(value=TAKEN, certainty=0.75)
    match = _IN_THE_END.fullmatch(plain)
    if match is None:
        return None
    return Understood(value=NOT_TAKEN if match["no"] else TAKEN, certainty=0.8)


def _told(plain: str, about: str) -> Understood:
    firm = yes_no(plain, about)
    if _NO_MISS.search(plain):
        return Understood(value=TAKEN, certainty=0.75)
    left = _left(plain)
    had = has_any(plain, _TAKEN) or _SWALLOWED.search(plain) is not None
    if left and _DEED.search(plain) and not has_any(plain, ("have not", "did not", "not taken", "not had", "never")):
        return DOUBT  # taken, and yet still there
    if left and firm.value is True and firm.certainty >= PLAIN:
        return Understood(value=TAKEN, certainty=0.75) if had else DOUBT
    if left:
        return Understood(value=NOT_TAKEN, certainty=0.9)
    return _without_leaving(plain, firm, had=had)


def _left(plain: str) -> bool:
    """Something says that it is still there or was left."""
    return has_any(plain, _NOT_TAKEN) or any(shape.search(plain) for shape in (_FIRST_WANTED, _LEFT, _KEPT))


def _without_leaving(plain: str, firm: Understood, *, had: bool) -> Understood:
    """Where nothing says that it was left."""
    if _BROUGHT.search(plain) and firm.certainty < PLAIN and not _DEED.search(plain):
        return DOUBT
    if firm.value is not False and had:
        return Understood(value=TAKEN, certainty=0.9)
    if firm.value is not False and (_BY_OTHERS.search(plain) or _measured(plain)):
        return Understood(value=TAKEN, certainty=0.8)
    if firm.value is None:
        return DOUBT if has_any(plain, _WHEN) else firm
    return _as_taken(firm)


def _as_taken(firm: Understood) -> Understood:
    """A yes or a no as taken or not."""
    return Understood(value=TAKEN if firm.value else NOT_TAKEN, certainty=firm.certainty)


def _measured(plain: str) -> bool:
    """ "Two puffs" of an inhaler, "ten units" of insulin."""
    return _MEASURED.search(plain) is not None and not has_any(plain, ("left", "need", "supposed"))
