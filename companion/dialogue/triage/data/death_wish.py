"""The passive wish to be dead: said through God, the dead, sleep, being a burden, having had enough."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "wishes": "wish|wishing|want|wants|hope|hoping|pray|prays|praying|prayed|ready|long for|longing|longed|sooner|rather|prefer|ask|asking|asked|beg|begging|glad|would like|like to|looking forward to|waiting|wait|might as well|just as soon|as soon|cannot wait|can not wait|only want|need to|time|let me|easier to|happy to|should have|better to|willing|why can not i|if only|welcome|dream of|nice if|lovely if|mind if",
    "be_dead": """
        (be|been|was|were|am|is|being|get) (dead|gone|six feet under|under the (ground|sod|daisies)|pushing up daisies|out of it all|out of this world|out of my misery|at peace|in my (grave|box|coffin)|in the (ground|grave|cemetery|churchyard)|no more|over and done with|put down|shot|finished|up there|in heaven|with (jesus|god|the lord|the angels))|die|died|dying|death|dead|(go|going) [to sleep|off] [quietly|peacefully|in my sleep] and (not|never) wake [up]|(not|never) (wake|waking) up|(not|never) (see|wake|seeing) [the|another|tomorrow] (morning|day|christmas|dawn|tomorrow|sunrise|spring|winter|birthday)
        |did not wake [up]|do not wake [up]|would not wake [up]|(slip|slipped|pass|fade|drift|float) (away|on|off) [in my sleep|in the night|quietly]|(carry|carries|carried|take|takes|took|fetch|fetches|finish|finishes|see|sees|have|hurry up and take|carted|come for|came for|come and (get|take|fetch)) me (off|home|away|up|soon|now|next|quick*|in my sleep|in the night|out of|too|tonight)|(meet|see) my maker|meet my (end|death)|leave this (world|earth|life)|end [it] soon|it (was|were|would be|is|be) [all] over [with]|be over [with|and done]|go now|go soon|go tonight|go in my sleep|go home to (god|jesus|the lord|my maker)|(lord|god|jesus|good lord|maker|almighty) [would|will|could|to|please|should] [just|hurry up and|come and|only|soon] (take|call|fetch|come|have|let)|join (him|her|them|my|jack)|stop now|end it|it to stop|it would stop|be no more|close my eyes (for good|and not|for the last|and never)|next one to go|never [to ][have ]been born|not been born|not alive""",
    "the_dead": "with (him|her|them|my [dear|late|darling] [husband|wife|mother|mum|son|daughter|sister|brother|boy|girl|parents|family]|my own)|beside (him|her|my [husband|wife])|to (him|her) again|join (him|her|them|my)|see (him|her|them) again|up there|heaven|the other side|be together again|follow (him|her)|gone (with|before) (him|her)|gone first|next to (him|her)",
    "if_gone": "if (i|i just|i were|i was) (was|were|am|had|died|die|went|go|passed|dropped|not|dead|gone|out of|did not|never|disappeared|were not|was not|slipped)|without me|if i (died|was gone|went|dropped dead|was dead|was not (here|around|about)|were gone|were dead|were not (here|around)|had died|had gone|just went|was out of the way)|when i am (gone|dead|out of the way)|once i am (gone|dead|out of the way)|with me (gone|dead|out of the way)",
    "better": "better|best|easier|relief|kinder|a blessing|happier|off the hook|free|her life back|his life back|their lives back|life back|simpler|weight off|less (trouble|work|bother)|cheaper|save (them|everyone|her|him|you)|nobody|no one|not a soul|miss|notice|care|cry|shed a tear",
    "burden": "burden|nothing but (trouble|a nuisance|a burden|a worry|bother|work)|nuisance|(such a|just a|only a|a real|a right|a big|a terrible) (bother|trouble|worry|drain|drag)|in (the|everyone|everybody|their|her|his) way|no (use|good|earthly use) to (man|anyone|anybody|anyone any more|them|her|him|man nor beast)|useless|good for nothing|waste of (space|a bed|air|oxygen|food|everyone)|taking up (room|space|a bed|a place|air)|dead weight|deadweight|millstone|drag on|weight (round|around) (her|his|their|everyone)|worthless|on the scrap heap|past it and no|use to (anyone|nobody)|worn out and no use|making work for|trouble to (everyone|everybody|them|you all)|a load on",
    "life": "life|living|me living|going on|carrying on|it all|getting up|being here|another day|anything|any more|me|the days|each day|staying alive|existing|existence|this|waking up|keeping on|keeping going|my being here|it|everything|breathing|trying|fighting|left",
    "had_it": "tired of|sick of|fed up (of|with)|weary of|weary|had enough [of]|had my fill of|had it with|done with|finished with|seen enough of|worn out with|can not (take|stand|bear|face|cope with)|could not (take|stand|bear|face)",
}

# The calm talk of one's own end, somebody else's good death, and everyday wishes.
OTHERWISE = '''
    "funeral|buried|cremat*|ashes|hymn*|will and testament|solicitor" & !"wish i|want to (die|go)|hurry|ready to go|sooner|tired of|better off|do not want|join|no point"
    "do not want [to ]die|not ready to (die|go)|afraid (to|of) (die|dying|death)|scared (to|of) (die|dying|death)|frightened of (dying|death)|hundred|telegram"
    "dead (flowers|batteries|leaves|plants|wood|skin|sea|heat)"
    "hope i go like"
    "wish|want|die|dying|died|dead|death|point|tired|enough|gone|finished|hope|ready|rather|sooner|better|useless|burden|life|go|without|had it|waiting" ~6 "plants|roses|flowers|telly|football|slippers|coach|trip|outing|bin|curtains|hat|soup|pudding|batteries|phone|leaves|cornwall|wales|seaside|holiday|bingo|lottery|rain|knitting|cardigan|cream|bus|shops|lunch|garden|cuppa|cup|wool"
'''

ROWS = (
    Row(
        name="wish",
        level=TriageLevel.URGENT,
        says="a wish to be dead",
        when="""
            wishes <8 be_dead & "i|me|my|it|god|lord|he|myself|us"
            "better off dead|rather be dead|sooner be dead|wish i was dead|want to die|ready to die|ready to go|hoping to go|wish i could die|wish i could go"
            "(not|never) wake up" & "sleep|glad|hope|wish|pray|want|morning|tomorrow|mind|night|happy|bother|best|nice|lovely|would not|close"
            "(do|did|would) not want to (wake|be alive|live|exist|see another|see tomorrow|see the morning|see christmas|carry on|go on|keep going|keep on|be in this world|be on this earth)"
            "do not want to be here" & "any more|harold|without|longer|with|anyone|now|at all|no point|tired|alone|him|her|him gone|pain" & !"when the"
            "(should|could) have died" & "i|me"
            "(should|could|wish i had|ought to) have (gone|went|died) (with|when|before|first|instead|that day|then)"
            "(should have|ought to have) been me"
            "let me (go|die|slip away|drift off)|let nature take" & !"go (to|home|out|and|for|in|first|bed|back|on)"
            "(wish|pray|hope|want|time)" <6 "(take me (now|home|soon|tonight|away|in|to him|to her|lord|from)|call me home|fetch me|come for me)"
            "put me out of my misery|put me (down|to sleep)|like they do a (dog|horse)|would not let a dog"
            "never been born"
            "not [to|be] (see|seeing|last|make it to|be here for) (another|next|many more|the next|one more) (christmas|birthday|spring|winter|year|summer|easter|day|morning|sunrise|new year)" & "happy|glad|hope|wish|pray|want|mind|care|content|pleased|quite|would"
            "(waiting|wait|here) (to die|for (death|the end|my time|the grim reaper|god|the lord|my turn))|waiting in gods waiting room|roll on (death|the day)|come on death|come death"
            "(mercy|blessing|kindness|relief|release|nice|lovely|grand|good thing|thank god|happy|glad|pleased) (if|when|to)" <4 "(heart (stopped|gave out|packed up|would stop)|(i|it) (stopped|went|ended|died|did not|just went|were over|was over|never|is over)|all over|be over|be gone|have it over|go (now|tonight|soon|quietly|in)|(god|he|the lord) took)"
            "(would not|do not|should not) (keep|let|leave|treat|allow|make) (a|an|your|any) (dog|animal|horse|cat|beast|pet)"
            "the sooner" <6 "(box|dead|gone|over|grave|ground|ends|end|die|finished|six|better)" & "i|me|my" & !"holiday|summer|dinner|winter|rain|book|meeting"
            "(no|not any|lost (the|my)|lost all) (wish|desire|will|heart|strength|fight|interest|appetite|reason|energy) (to|in|left|for)" <3 "(go on|live|living|carry on|life|continue|be here|keep going|keep on|this|any of it|get up|anything any more)"
            "(do not|would not) (mind|care) if i" <4 "(die|died|dead|gone|wake|went|go|popped|drop|dropped|not)"
            "why" <8 "(take me|call me|let me go|fetch me|left me (behind|here))|forgotten [about] me"
            "(rather|sooner)" <4 "(dead|gone|in the ground|in my grave|in my box|six feet)"
            "might as well be (dead|gone|buried|six feet|in my box)"
            "just as soon (not|be)"
            "when (is|will) it (be|going to be) my turn|it is my turn|my turn (next|now|to go)|my time (has come|is up|to go)|time i went|time for me to go|time i was gone"
            "(see|meet|join|be with|follow|go to)" <5 "(him|her|husband|wife|harold|jack|mother|mum|jesus|maker|son|them)" & "heaven|up there|again|dead|passed|die|other side|ready|long|soon|waiting for me" & wishes & !"visit|sunday|christmas|weekend|next week|holiday"
            wishes <6 the_dead & "do not want to be here|any more|ready|up there|only|die|join|gone|passed|since|the ground|heaven|again|grave" & !"photo|picture|visit|dance"
            "(winter|cold|pneumonia|illness|cancer|heart|this) [will|would|to] (carry|carries|finish|take|see) me (off|away)"
            "(want|like|love|ready|time|wish|hoping|long|need) (to|i could|for me to|it was time to)" <1 "(go too|go with (him|her|them)|go next|be next|follow (him|her|them)|go where|be off|shuffle off|be gone|call it a day|leave (this|you all))"
            "what (good|use|earthly use|point) am i|what use am i"
            "(not|shall not|will not) be long [now]" & "tell|told|see|picture|photo|photograph|grave|join|wait|heaven|wife|husband|him|her" & wishes|"wait|soon|dead|passed|grave|gone|heaven"
            "(not be sorry|would not be sorry|not mind|not care|not worry|glad|happy|thankful|pleased|wish|hope|pray|hoping)" <6 "(my last|the last|last (day|night|one|christmas|winter|birthday|breath)|the end)" & "i|my|it|this|tonight|tomorrow"
            "(sooner|rather|prefer to|prefer|wish i was|wish i were|want to|would like to|like to) not (be|been) (alive|here|around|breathing|living|in the world|born)"
            "(make|making) (room|way) for (someone|somebody|the young|others|younger|another)" & "i|my|here long|die|time|gone"
            "(god|lord|st peter|saint peter|heaven|jesus|him upstairs|the almighty|death|grim reaper)" & "forgotten|forgot|lost my|passed me by|left me|does not want me|will not have me|taking (his|its) time|hurry|come for|waiting for|late for me|overlooked"
            "(wish|should have|why was it not|why could it not|why not|ought to have)" <4 "(it had been me|it was me|been me|me instead|taken me|me)" & "died|die|instead|dead|took|gone|him|her|taken|lord|god" & !"told|asked|call*|invit*|phone*"
            "(switch|turn) (me|it all|the machine) off|pull the plug|want out|i want out of (this|it|here)|want to be let go" & "life|me|living|all|world|i" & !"bath|sink|telly"
            "(past my sell by|outstayed my welcome|outlived my use*|borrowed time|no more use|should be put down|ought to be put down|fit for the (scrap|knacker*)|ready for the (knacker*|scrap|grave|box))"
            "(envy|jealous of|lucky|luckier)" & "dead|died|gone before|passed|ones who (went|go|have gone)|in the (churchyard|cemetery|ground)" & "i|them|those|they|him|her" & !"lottery|ticket"
            "(nothing|what is|what have i)" <2 "(left for me|to look forward to|to get up for|to stay for|got to live for)" & !"i have got the|dinner"
            "catch something" & "finish|carry|take me|kill|end"
            "(drift|slip|slide|pass|float|fade) (off|away)" & "tonight|end of it|never|in my sleep|not wake|be the end|and be done|quietly|easy" & wishes
        """,
        unless=OTHERWISE + '\n "no hurry|want to go (shopping|dancing|home|out|to (bed|the|my|church|bingo))|blackpool|back to|tickets"',
        through="hypothetical remote absent now",
    ),
    Row(
        name="better_off",
        level=TriageLevel.URGENT,
        says="thinking others would be better off",
        when="""
            better ~8 if_gone
            "better|best" <4 "(i|if i) [had] (died|gone|went|dead|passed)"
            "better off" <4 "(dead|without me|if i|gone|when i am gone)"
            "(nobody|no one|not a soul|who)" <2 "would (miss|notice|care|cry|mourn|even)" & "me|i|gone|died|dead"
            "(best|better) (if|out) [i] [was|were] (out of the way|gone|not here)"
            "(world|family|everyone|they|you) (would|will) (be|get on|do|manage) [all|just|far|so much|much] (better|fine|happier|easier)" & "without me|if i|i was|gone"
        """,
        unless=OTHERWISE,
        through="hypothetical remote absent",
    ),
    Row(
        name="burden",
        level=TriageLevel.URGENT,
        says="feeling a burden",
        when="""
            "i am|i have become|me|i feel|being|i" <5 burden
        """,
        unless=OTHERWISE + ' "so they|stairlift|do not want to be|did not want to be|not (a|to be) (burden|nuisance)|gadget|thing is useless|useless (at|with) (names|computers|cooking|maths|cards|crosswords|it|these|directions|the)|am useless at|remote|at the (quiz|bingo)|in the way of|if i am in|am i in"',
        through="absent",
    ),
    Row(
        name="no_point",
        level=TriageLevel.URGENT,
        says="seeing no point in living",
        when="""
            "no (point|sense|use|reason|purpose|good)" <4 "(living|me living|going on|me going on|carrying on|being here|life|getting up|to live|to get up|to go on|to carry on|to be here|waking|in it all|in anything|in me|any more|to it|trying)"
            "(what is|what is even) (the|my) (point|use|sense|good|purpose)" <3 "(living|me|going on|carrying on|being|life|it all|another|any of it|staying|getting up|keeping)"
            "(do|does|can|could|did) not (see|seem) (the|any|much|a) [to be] (point|use|sense|reason|future|purpose)" <3 "(living|me|going on|carrying on|being|life|it|any of it|another|getting up|anything|any more|left|keeping|for me|staying)"
            "nothing [left] [for me] to (live|stay|go on|get up|carry on) [for]|nothing [left] for me|nothing to live for|no reason to (live|get up|go on|carry on|be here|stay)|not any reason to (live|get up|go on)|any reason to (live|get up|go on|carry on)"
            "(why|what) (am i|do i|should i|bother|are they keeping me|must i) (still|even|bother|go on|keep|carry on|living|have to go on|alive|here|bother going|hanging|staying|sticking|waiting|hang)" <3 "(here|living|going|alive|on|about|waking|breathing|around|for)" & !"bus|queue|on the (phone|line)|dinner|lift|taxi|kettle|post"
            "(why i am|ask myself why|wonder why i am|do not know why i am|why am i) still (here|alive|going|living)"
            "life (is|has|holds|means) (nothing|not worth|no meaning|meaningless|empty|pointless|not living|no joy|over|finished|complete)"
            "not worth (living|it any more|going on|carrying on|getting up)"
            "(living like this|this) (is not|not) (living|a life|life)|call this living|what sort of a life|not a life|no life at all|no kind of life"
            "given up on (life|living)|lost the will to live|no will to live|will to live|do not care if i (live|die|wake)"
        """,
        unless=OTHERWISE + ' "watching|reading|listening|queue|programme|politicians" & "will to live"',
        through="hypothetical absent",
    ),
    Row(
        name="had_enough",
        level=TriageLevel.URGENT,
        says="being tired of living",
        when="""
            had_it <3 "(life|living|it all|being here|this life|this world|everything|being alive|existing|this existence|fighting|struggling|the struggle|it now|another day|waking up|my life|going on)"
            "can not (go on|carry on|do this|face (another|any more|tomorrow)|keep going|take [any|much] more|bear it)" & !"holiday|this (diet|game|puzzle|row)|row|until|without my (tea|glasses)|on the|walk"
            "(lived|been here|gone on|hung on|stayed|lasted) (too long|long enough|far too long|way too long)"
            "outlived (everyone|everybody|them all|my|all)"
            "(had|have had) my (life|time|innings|day|turn|share)|good innings|my life is (over|done|complete|finished)|life is complete|ready to (go|meet|leave)|nothing more to (do|live)" & "over|ready|enough|sooner|go|stop|done|complete|want|wish|now|time|why" & !"still enjoy*"
            "weary of (it|life|this|living)"
            "i have had enough" & "go|end|life|of it all|peace|want|over|quit|give up|ready|can not" & !"soup|tea|thank you"
            "[just ]want (it|everything|this) [all] to (stop|end|be over|finish)"
            "[just ]want [some] peace" & "die|gone|forever|go|end|grave"
        """,
        unless=OTHERWISE,
        through="hypothetical absent",
    ),
)
