"""Active suicidal thoughts: intent, plan, means, goodbyes, a set time, stopping a vital medicine, asking how."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "end_self": """
        (kill|killing|hang|hanging|shoot|shooting|drown|drowning|gas|gassing|poison|poisoning|strangle|electrocute|smother|top|topping|harm|starve|starving|finish|finishing|destroy|hurt|hurting|cut|burn) myself [off]|killed myself|(end|ending|take|taking|finish|finishing|throw away) (my|your|our) [own] life|(do|doing|did|done) away with (myself|my self|yourself)|(do|doing|did) (myself|my self) (in|a mischief|harm)|finish* myself off|end* (myself|it all|my days|my life|my suffering|my misery)|make away with myself
        |(end|ending) things|(commit|committing) suicide|suicide|suicidal|(slit|slitting|cut|cutting|slash|slashing|open|opening) (my|the) (wrists|wrist|throat|veins)|blow* (my|his) brains|(put|putting) (an end|a stop|an stop) to (it|it all|myself|my life|all this|everything|this misery|all of it|things)|take the easy way out|not (be|being) alive (tomorrow|by|after)|(make|making) an end of (it|myself)|top* myself|throw* myself (off|under|in|into|down|out|from|over|in front)|chuck* myself (off|under|in|into|down|out)|jump* (off|from|out of|in front of|under|into) (the|a|this|that) [railway|high] (bridge|window|roof|train|bus|lorry|balcony|cliff|river|canal|building|platform|top|sea|tower|lake|traffic|multi)|jumping off|(step|walk|wander) [out ](in front of|into|under) (a|the) (train|bus|lorry|traffic|sea|river|truck|canal|lake|road)|have done with it|have done with it all|finish (it|it all|things|the job|me off)|turn (on|up) the gas|end up dead|put my head in the [gas ]oven|fill my pockets with stones|finish me off|finish me|let it finish""",
    "hoard": """
        saving|saved|save|collect*|stash*|hoard*|hid|hidden|hiding|kept|keeping|keep|putting|put by|put away|storing|stored|squirrel*|stockpil*|tucked|building up|palming|not swallowing|spitting|pretend* to (take|swallow)|holding on to|holding back|getting together|enough|(got|have) (plenty|a lot|a stack|a pile|a drawer|a tin|a jar|a box|a bag|a stash|a bottle) of|counting|counted|under (my|the) (mattress|pillow|bed)|all my""",
    "pills": "tablet|tablets|pill|pills|medicine|medication|capsule|capsules|morphine|paracetamol|insulin|sleepers|sleeping (tablets|pills)|codeine|oramorph|patches|drugs|co codamol|aspirin|painkiller|painkillers|the bottle|whole bottle|the lot|tramadol|antidepressants|digoxin|heart (tablets|pills)|opioids|barbiturate*|oxy*",
    "lethal_means": "rope|noose|gun|rifle|shotgun|pistol|revolver|razor|razor blade|razor blades|blade|blades|gas|railway|railway line|train|cliff|cliffs|balcony|bridge|window ledge|ledge|canal|river|weir|weedkiller|bleach|bread knife|kitchen knife|carving knife|knife|plastic bag|beam|banister|dressing gown cord|belt|stairs|window|hose|exhaust|hosepipe|cord|antifreeze|top of the stairs|lake|quarry|tracks|trains|bridges|cliffs|scarf round|tie round|flex|mattock|scissors|multi storey|car park roof|pond|reservoir|tide|tides",
    "ponders": "think*|thought|thoughts|looking at|look at|stare at|staring at|wonder*|plan*|consider*|tempted|decided|working out|worked out|picturing|imagining|dream* of|dwelling on|going to|want to|made up my mind|in my mind|in my head|i would|read* up|looked up|researching|googl*|meaning to|mean to|intend*|ready|got|tried|try",
    "by_then": "by (sunday|monday|tuesday|wednesday|thursday|friday|saturday|tomorrow|christmas|easter|then|morning|the weekend|next week|the morning|tonight|my birthday)|(on|come|after|this|next) (sunday|monday|tuesday|wednesday|thursday|friday|saturday|tomorrow|christmas|tonight|today|this|week|the weekend|weekend|then|the funeral)|before (my|his|her|our|the|christmas|easter|sunday|long|tomorrow)|tomorrow|sunday|monday|tuesday|wednesday|thursday|friday|saturday|tonight|much longer|long|in the morning|next week|any more after",
    "lethal": "kill|die|dead|death|not [to] wake [up]|never [to] wake [up]|finish|end it|go quietly|stop (a|my|your|the) heart|fatal|lethal|too many to|for good|do it|do the (job|trick)|be enough|see me off|see (someone|you|a person|a body) off|go to sleep and|painless*|slip away|be the end|polish (me|someone|you) off|put (me|someone|a person|you) out|overdose|dangerous|to go",
    "goodbye": "goodbye|goodbyes|farewell|last (letter|letters|words)|suicide note|a note|letters|final (letter|wishes|goodbyes)|note for|said my goodbyes",
    "outing": "taking me|takes me|picking me up|lunch|dinner|visit*|visiting|hospital|appointment|holiday|staying (with|at)|family|church|day (trip|out)|outing|away|respite|party|wedding|cruise|coach|seaside|collecting me|my son is|my daughter is|at my (son|daughter|sister|brother)|clinic|dentist|hairdresser|christening|shopping|out for|fetching me|moving|home on|discharged|seeing my|weekend away|going to|off to|blackpool|bingo",
}

# Said over trifles: the exaggeration of everyday talk.
HYPERBOLE = '''
    "(jingle|song|porridge|tune|advert|soup|cabbage|sprouts|bagpipes|repeat*|homework|crossword|sudoku|knitting|cardigan|jumper|jigsaw|telly|television|quiz|bingo|football|match|curtains|diet|chocolate*|cake|biscuits|subscription|wallpaper|recipe|exam|karaoke|ironing|dishes|washing up|hoovering)"
    "(if|when) (i|he|she|they|that|it)" <9 "again|once more|one more|another"
    "laugh*|joking|only joking|kidding"
'''

ROWS = (
    Row(
        name="intent",
        level=TriageLevel.EMERGENCY,
        says="wanting to end one's life",
        when="""
            end_self
            "going to|want to|mean to|will|shall|ready to|plan to|planning to|decided to|time to" <2 "(end (it|things|everything)|finish (it|things)|stop (it|everything)|be done|put a stop)" & "tonight|can not go on|all|life|tomorrow|for good|birthday|had enough|no more|over|pain|before"
            "(take|taking|swallow|swallowing|have|neck|down) (the lot|them all|all of them|the whole (bottle|packet|box|lot)|every (one|pill|tablet|last)|all (my|the|of my) (tablets|pills)|the lot of them)" & !"(took|have taken|the nurse|nurse said|as told)"
            "take (an|a big) overdose"
            "swallow|take|have|neck|down" <2 "(everything|all the tablets|the whole lot|all) in (that|the|my|this) [medicine|bathroom] (cabinet|drawer|cupboard|box|bag)"
            "(checking|check|bowing|bow|opting|opt) out" & "for good|tonight|of life|pain|can not|forever|world|want|had enough"
            "(call|calling) it (a day|quits)" & "life|living|pain|can not go on|for good|lord|no more"
            "walk (out|off|into|in|down)" <4 "[the] (sea|river|water|snow|traffic|lake|canal|road|tide)" & "not come back|keep walking|never|disappear|mind to|end|tonight|tempted|want to|thinking|think|could"
            "(i will|i shall|going to|i am going to|i mean to|i might) (do it|be doing it)" & "tonight|after|tomorrow|once|when|before|supper|morning" & "nothing|sorted|goodbye|pills|tablets|no more|rope|ready|planned|alone|gone|find|letter|keep me|pain"
            "do not want to (live|be alive)" & pills|lethal_means|"plan*|tonight|way"
            "will not (be|have to be) (alive|living|breathing|around)" & by_then
            "[all] be over (by|before|come|in) (morning|the morning|tomorrow|tonight|sunday|monday|the weekend|long|friday)" & !"programme|match|exam*|rain|storm|party|operation|sale|series|christmas|builders"
            "(help me|want you to help me|give me something|get me something|pass me something)" <4 "(die|end it|go|finish|sleep for ever|sleep forever|not wake|end it all|to end)"
            "(next time|this time) i will (do it|make sure|get it right|not fail|manage)" & "properly|pills|tablets|die|rope|tried|end|right|finish"
            "look like an accident|matters into my own hands|no more tomorrows|tried to end|tried to (kill|hang|drown|gas|poison)|tried it (last|before|once)"
            "(going to|i will|mean to|ready to|off to) (join|see|be with)" <3 "him|her|husband|wife|mother|mum|harold|jack|them" & "tonight|this week|tomorrow|by (sunday|the weekend|friday)|soon as" & "pills|dead|died|passed|gone|grave|heaven|other side|up there"
        """,
        unless=HYPERBOLE + ' "yard|pub|ran to|for the bus"\n "(hurt|cut|burn|burnt) myself" & "shaving|knife slipped|peeling|kettle|cooking|paper|tin|when i|fell|iron|oven"',
        through="hypothetical remote",
    ),
    Row(
        name="means",
        level=TriageLevel.EMERGENCY,
        says="gathering or eyeing the means",
        when="""
            hoard ~8 pills & "enough|so that|so i|for when|finish|end|till|until|tin|mattress|pillow|drawer|sock|nobody knows|when the time|in case i|one day|all at once|the day|do it|ready|hidden|stash*|secret*|under|for the right|big|needed|go"
            "(saving|saved|hoarding|hoarded|stashing|stashed|hiding|hidden|hid|stockpil*|squirrel*|collecting|keeping back|kept back|putting by)" ~6 pills
            "(enough|plenty)" ~5 pills & "to|for|would|do|finish|job"
            ponders ~6 lethal_means & "i|me|my|myself" & "jump*|throw*|tie|swing|hang|loaded|do it|tonight|over|under|end|use|keep|thinking|wondering|drop|off|turn on|myself|quick|easy|tempt*|look"
            "gun|rifle|shotgun|pistol|revolver" & "loaded|bullets|cleaned it|got it out|from the closet|in my mouth|to my head|under my (pillow|bed)|drawer"
            "(turn|leave|put) (on|up) the gas"
            "(got|have|bought|found|fetched|kept) (a|the|my|some) (rope|noose|razor blades|blade)"
            "(knife|razor|blade|gun|rope|scissors)" & "(keep|kept|been) (looking|taking|getting|holding|staring|touching|thinking|feeling)|look* at it|taking it out|wrists|my throat|under my|i could use|tempted|hidden"
            "(hung|hang|hanging|held|hold|holding|kept|keeping) (on to|onto|back|by)" <5 pills|"patches" & "all|together|together|enough|one go|when|day|time|lot|once"
            "(put|stick|slap|use) (them|the lot) [all] on (together|at once|in one go)"
            "(have|got) [all|everything] (what|everything) i need to (do it|end|finish|go)"
            "(keep|kept) (looking|staring|thinking) (at|about|of)" <3 lethal_means
            "(stood|standing|went|been|walked|walking) (at|on|to|by|up to|along|down to) the" <4 lethal_means & "throw|jump|wonder*|thinking|nearly|wanted|over|myself|could"
            "(looking|looked|look|reading|read) (up|at|about|into)" <3 "trains|bridge|bridges|cliffs|train times|railway|tides|rope|knots|gas|poison*|dignitas|heights" & "i|me" & !"holiday|visit|day out|bridge club|photo*"
            "(belt|rope|cord|scarf|flex|sheet|noose|tie|wire|string)" <3 "(round|over|on|around|from|to) (the|my) [bathroom|bedroom|back] (door|neck|beam|banister|hook|rail|throat|handle|bannister|curtain rail)"
            pills & "(think|thinks|believe|thought) (i am|i have been|i) (taking|take|taken|swallow*|had|swallowing)"
            pills & "pretend* to (take|swallow)|spit* (them|it) out|under my tongue|up my sleeve" & "save*|keep*|drawer|tin|enough|later|one day|box"
            "dignitas|switzerland" & "die|go|book*|end|myself|ticket|one way|finish" & !"ski*|holiday|alps|chocolate|cuckoo"
            "(bag|pillow|plastic bag)" <3 "over my (head|face)" & "i|tried|going|would|put|could" & !"he|she|they"
            "(crash*|drive|drove|drop|wheel|roll) (my|the|myself)" & "on purpose|into the (road|traffic|river|wall|pond|lake|sea|canal|tree)|under a|off the (pier|quay|cliff)" & "i|myself"
            "if i had the (courage|guts|nerve|strength|bottle)|not got the (courage|guts|nerve)|had the courage" & "do it|end|finish|kill|myself|pills|tablets|jump|go through|over"
        """,
        unless=HYPERBOLE
        + ' "(missed|missing|miss) the train|catch the train|walk* by the river|canal (holiday|boat)|river cruise|lovely|beautiful|photo*|model|fishing|fish|painted|painting|cleaning the (windows|stairs)|save* for|paper knife|cheese|butter|cut the|nurse keeps|in the box with the days|chemist|pharmacy|in the cupboard|where do you keep|pretty|pleasant|barge|picnic|stair lift|stairlift|see (him|her|them) (from|through)|window (seat|box|shopping|cleaner)"' + '\n "scones|cake|for one of|biscuit*"',
        through="remote hypothetical",
    ),
    Row(
        name="leaving",
        level=TriageLevel.EMERGENCY,
        says="a set time after which one will not be here",
        when="""
            "(will|shall|would) not be here" <4 by_then & !outing
            by_then <5 "(will|shall) not be here" & !outing
            "(will|shall) (be|all be) (gone|dead|over|out of (your|the|their|everyone) (way|hair)|out of it|with him|with her)" ~5 by_then & !outing
            by_then <4 "i (will|shall) be (gone|dead|out of it|at peace)" & !outing
            "(will|shall) not be (a bother|any bother|any trouble|bothering|troubling|needing|around|in anyone|a burden|a nuisance|any more trouble|in the way)" & by_then|"after|any more|soon|much longer|worked out|for long|now" & !outing
            "(shall|will) not (need|be needing|be wanting|want) (it|them|that|those|this|my|any)" & "after|where i am going|any more|much longer|soon|gave|given|by" & !"glasses|coat|umbrella|rain|summer|sunshine|stick now|walker now"
            "(last|final) (time|night|day|morning|supper|goodbye|cup|talk) (you|we|on)" & "will|talk|here|earth|see me|goodnight|ever" & !"saw|was|did|last (time|night) (i|we|you) (saw|went|was|had|ate|were|came)"
            "(will|they|you|she|he|someone|girls|until|till|when) (find|finds|found) (me|my body)" & "planned|plan|morning|monday|dead|gone|note|all|tomorrow|cold|too late|hanging|pills|over" & !"hide|seek|lost"
            "the last (you|they|anyone|anybody|of) [will|me|ll] [ever] (hear|see|me|of)|last (of|from) me|last you hear|last you will (see|hear)|never (see|hear from) me again|not (see|be seeing) me again"
            "nothing [left] to (keep|hold|stop) me [here]|nothing (keeping|holding|stopping) me [here]" & "now|here|after|do it|tonight|sorted|gone|any more|going"
            "nobody will have to (worry|look after|bother|put up|care)"
            "do not (expect|bother) [to|me] (see|seeing|be|wake|waking) (me|here|up|in the morning)"
            "cancel* (my|the)" & "not be needing|will not need|shall not need|not be here|where i am going"
            "(do not|no need to|not bother to) (save|keep|make|order|cook|lay|set)" <4 "(me|my|for me)" & "not be here|gone|not need|shall not" & !outing
        """,
        through="hypothetical",
    ),
    Row(
        name="goodbye",
        level=TriageLevel.EMERGENCY,
        says="saying goodbye or giving things away with an end in mind",
        when="""
            goodbye & "written|wrote|writing|left|said|told|saying|sealed|posted|say" & "time to go|ready|pills|tablets|tonight|no one|enough|do it|over|paid|end|gone|to my (family|children)|need to do|when i am found|find|note|for when" & !"pen friends|post them|christmas|thank you|birthday|stamps|visitors"
            "(affairs|papers|everything|things|house|bills) [is|are|all] in order" & "picked|day|ready|then|time to go|so i can go|date|tonight|go now|chosen|nothing left|planned"
            "(picked|chosen|set|fixed|decided|got|settled) (the|my|on a|on the) (day|date|place|way|method|spot)|picked a day|chosen a day|(got it|it is) all planned|planned (it|everything) [all] out" & "i|me|my" & !"wedding|party|holiday|trip|lunch|visit|outing|funeral hymn*|anniversary|christening|fete|garden|kitchen|dinner|menu|christmas|birthday|cruise|visit|route|seat|tour"
            "(gave|given|giving) [away ](my|all my|the)" <8 "(away|to)" & "will not be needing|shall not be needing|not need|will not need|where i am going|after this week|no use to me|not long|any more|before i go"
            "said [my ]goodbye*" & "everyone|them|all|cat|ready|pills|do it|need|tonight|dog|cats"
            "this is goodbye|good bye (for ever|forever|world)|goodbye cruel"
        """,
        unless=HYPERBOLE + '"for now|until next|moving house|retir*|leaving party|airport|station"',
        through="hypothetical",
    ),
    Row(
        name="stops_medicine",
        level=TriageLevel.EMERGENCY,
        says="stopping a vital medicine, food or drink in order to die",
        when="""
            "(stop*|stopped|not taking|not going to take|will not take|refus*|leave off|leaving off|come off|coming off|throwing|flush*|given up|giving up|not having|do without|skipping|without|no more|left off)" ~5 pills|"dialysis|eating|drinking|food|treatment|oxygen|eat|drink|pacemaker|warfarin" & "let (it|nature|god|me|go)|finish|end|die|nature|go quick*|done with|be over|over with|why bother|hope|see me off|fade away|starve|slip away|course|join|want to go|see the back|quicker|kill|on purpose|want it (over|done)|had enough|be gone"
            "(not going|never going|stopped going|stopped|refuse|refusing|not having|not going back|done with)" <6 "dialysis|insulin|chemo|oxygen|treatment" & "again|ever|any more|mind|enough|that is that|it|never"
        """,
        unless='"doctor (stopped|said|told)|knitting|party"',
        through="hypothetical resolved",
    ),
    Row(
        name="asks_how",
        level=TriageLevel.EMERGENCY,
        says="asking how a life could be ended",
        when="""
            "how (many|much|long|would|do|does|could|can|easy|hard|high|deep)" & pills|"gas|rope|water|bleach|bath|bag|height|cold|drop|fall|jump" & lethal & !"save|plant*|slugs|weeds|rats|mice|ants|moths|greenfly|flies|germs"
            "(what|which|is there|what is)" <5 "(painless|quick|quickest|easiest|easy|best|kindest|surest|gentle|peaceful|least painful) way (to|of|for)" <4 "(go|die|end|finish|dying|ending|going|do it|kill|be gone|leave this)"
            "(painless|quick|easy) way (out|to go|to die)"
            "(read*|look*|research*|googl*|find out|found out|asked|ask)" <5 "(how|what|on|about)" & pills|"rope|gas|hanging|drowning|suicide" & "takes|kill|die|dead|too much|overdose|to do it|end|how much"
            "(would|could|can|will) (that|these|those|this|they|it) [many|much] [tablets|pills|insulin] be enough to|be enough to (kill|finish|end|die|go|do)"
            "(if|how)" & "(someone|a person|somebody|a body|an old (man|woman|lady)|you|one|anyone|people)" & pills|"gas|rope|bag" & lethal & "quiet*|end|die|kill|dead|wake|themsel*|painless"
            "if i (took|take|had|swallowed|drank)" & pills & "quick|enough|hurt|die|dead|kill|wake|all|painful|feel anything"
            "(note|letter) (for|to)" & "after|when i am|find|drawer|pillow" & "know what|gone|dead|open it|read it|found"
        """,
        unless='"detective|poirot|marple|murder mystery|the plot|in the (book|film|story)|weed*|slug*|greenfly|a cold|germs|child proof|childproof"',
        through="hypothetical media remote",
    ),
)
