"""Stroke and TIA: face, arm, speech, sight, balance; any one, and also when it has passed."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "dribble": "dribbl*|drool*|running out (of|the)|dripping out|slopping out|falls out of|runs out (of|the)|trickl*",
    "spills": "keep dropping|dropped (the|my|his|her) (cup|kettle|mug|spoon|fork|pen|knife|glass|plate|needles|comb|stick)|drops (his|her) (cup|spoon|fork)|can not (hold|grip|pick up|grasp|keep hold of) (a|my|his|her|the|on|anything)",
    "unsteady": "(can|could) not walk straight|veering|veer|staggering|stagger|lurching|listing|leaning to|walking like [a] drunk|like i am drunk|all over the road|legs will not go where|keep going to one side|keep bumping into|tilting|tipping over to|room (is|was|keeps) spinning|everything (is|was) spinning|spinning",
    "sight_lost": "blind|can not see|could not see|lost (my|the|his|her) (sight|vision|eyesight)|lost (half|part) of (my|what)|curtain|shutter|veil|(gone|went|goes|all|turned) (black|dark|blank|blurry|blurred|grey|fuzzy|misty|cloudy)|half of|disappeared|missing|double|blank|blacked out|dimmed|black spot|hole in|lights went out|two of everything|two of you|seeing two|blurred|blurry",
    "not_dead_long": "woke|woken|this morning|today|since|now|gone|suddenly|started|minutes|hour|lunch*|breakfast|tea|supper|dinner|tonight|just|turned|came|come|went|half an hour|yesterday|last night|evening|earlier|feels|feel|is|are|will|would|could",
}

# A limb that was lain on, a mouth numbed by the dentist, stiff old hands.
OTHERWISE = '''
    "crossed my legs|filling|arthritis|arthritic|rheumati*|injection|jab|knitting|gloves|mittens|ice cream|ice lolly|hard chair|hard bench|hard pew|pew|cold weather|brass monkeys|snow|draught|gin|sherry|whisky|tipsy|foxtrot|waltz|hokey|lumpy|plaster cast|the plaster"
    "(sat|lay|laid|slept|sleep|sitting|lying|leaning|leant|sleeping|knelt|kneeling)" <3 "on (my|it|his|her|the|a|this|that|one)"
    "(hot|peppermint|chilli|curry|popping candy)" & "tongue"
    "dentist" & !"like|as if|as though|have not|not been"
    "old stroke|(her|his) stroke (years|last)"
'''

# A leg that will not bear weight after a fall is a fall.
FALLEN = '''
    "(get|stand) up|floor|fallen|i fell|had a fall|from under me|weight on|hold me|heavy (bag|shopping)|dressing|wound|ulcer|wedding"
'''

ROWS = (
    Row(
        name="face",
        level=TriageLevel.EMERGENCY,
        says="a face that droops, is numb or does not move",
        when="""
            face ~6 droop
            face ~4 numb
            "(face|mouth|eyelid|tongue|smile|lips|lip) (will|would|could|can|does|did) not"
            face ~6 "like i have been (to|at) the dentist|like (the|a) dentist|as if i have been to the dentist|novocaine|funny|rubbery|frozen|stiff|weird|half (shut|closed)"
            "(eye|eyes)" ~3 "half (shut|closed)|will not (open|close|shut)"
            "(eye|eyes|eyelid)" ~3 "droop*|sag*|dropped|down on one side"
            dribble & face|"side|chin|tea|soup|drink"
            "(corner|side) of (my|his|her) (mouth|face|lip)" ~5 useless|droop|numb
            "can not (smile|whistle|close my eye|shut my eye|blow|puff my cheeks)"
        """,
        unless=OTHERWISE + '"made (his|her|their|my) face|jaw dropped|jaw dropping|dropped her smile|lip balm|lipstick|tissue|tap|baby|babies|teething|dog|bib"',
        through="resolved",
    ),
    Row(
        name="limb",
        level=TriageLevel.EMERGENCY,
        says="an arm, hand or leg that is suddenly weak, numb or does not obey",
        when="""
            limb ~4 numb
            limb ~4 useless
            "(hand|hands|arm|arms|fingers|leg|foot|legs|feet|thumb|wrist) (will|would|could|can|does|did) not"
            spills & limb|"grip|left|right|hold"
            "keep dropping (things|my|everything|it|the)"
            "can not (lift|raise|move|feel|use|work|make|get) (my|this|that|the|his|her|one) [left|right|bad|good] (arm|hand|leg|foot|fingers|side|arms)"
            "can not make my (hand|leg|foot|arm|fingers)"
            "(arm|leg|hand)" <6 "stopped belonging|not belong|not mine|someone else|somebody elses|like it is not"
            "(dragging|drags|trailing) (his|her|my|one|a) [left|right] (leg|foot)"
            "can not (hold|lift) (his|her|my|a) (spoon|cup|fork|pen|mug)"
            "dropped the (kettle|cup|mug|teapot|spoon)" & limb
            "(can|could) not make (my|his|her|the) (fingers|hand|leg|foot|arm|legs|toes|thumb)"
            "(left|right) (one|ones|hand|arm|leg|foot|side)" <4 "(will|would|does|did|can|could) not"
            "(foot|leg)" <4 "(catching|slapping|dragging|trailing|flopping|giving|scraping|behind me)" & !"hour*|shopping"
            "fingers" <4 "like sausages|like bananas|like rubber|fat and"
        """,
        unless=OTHERWISE + FALLEN,
        through="resolved",
    ),
    Row(
        name="one_side",
        level=TriageLevel.EMERGENCY,
        says="one side of the body weak or numb",
        when="""
            one_side ~6 numb|useless|droop|"weird|asleep|missing|weak|tingly|made of|strange|peculiar|gone|not right"
        """,
        unless=OTHERWISE + '"(left|right) side of the (bed|road|street|garden|room|field|stage|bed|fridge|drawer|wardrobe)|wrong side of|hip|weight on|floor|fallen|stabbing|hold me|one side of the (coin|story|argument)"',
        through="resolved",
    ),
    Row(
        name="speech",
        level=TriageLevel.EMERGENCY,
        says="speech that is slurred, lost or does not make sense",
        when="""
            speech ~5 jumbled
            "slurring|slurred|slurs|slurry"
            cannot_speak & "i|he|she|my|his|her|mum|dad|husband|wife"
            "(words|letters|print|page|writing|reading)" ~5 "(made|make|makes|making) no sense|not (make|making) [any] sense|like (foreign|gibberish)|jumbl*|could not (read|make out)" & "i|my|he|she|suddenly|today|all at once"
            "could not (read|write|sign|spell|speak|talk|count)|can not (read|write|sign) " & "suddenly|this morning|today|for a (minute|bit|while|moment)|all at once|at all|minutes|no sense|started|now"
            "(it|everything|talk*|speech|words)" <3 "all mush|mush|just noise"
            "talk* [a load of|complete|all|such|total|utter] (gibberish|gobbledygook|double dutch|mush)|talking [complete|utter|total] (nonsense|rubbish|mush)" & "he|she|i|mum|dad|husband|wife"
            "know what i (want|mean|am trying) to say"
            "tongue (is|feels|has gone|gone|went|felt) [all|so|too] (thick|heavy|numb|big|twisted|like)"
            "(words|word|speech|voice)" ~4 "(come|came|coming|comes) out (all|wrong|funny|backwards|like|as|in)"
            "sounds like (he|she) is drunk|sounds drunk|like (he|she) (is|has been) drink*|as if (he|she) is drunk|like [a] drunk"
            "can not (tell|say) me (his|her) [own] name"
            "(tried|trying|try|went|meant) to say" & "out came|came out|instead|other|different|nonsense|not (the|what)|nothing|wrong|rubbish|something else|noise|mush|would not|could not"
            "speech" ~4 "off|funny|bad|poor|gone|wrong|slow|thick"
            "(mouth|tongue)" <4 "marbles|cotton|sausage|toffee|treacle|plum" & "talk*|speak*|like|full|feels"
            "(he|she|mum|dad|husband|wife)" & "(does|do|did) not (understand|make sense|answer|respond)|staring" & "arm|face|side|mouth|words|suddenly|floppy|speech|eyes"
            "forgotten how to (talk|speak|write|read|walk|hold|use|tie|swallow)|(can|could) not work out how to (use|hold|write|read|tie|open|eat)" & !"phone|remote|machine|computer|gadget|cooker|tablet|telly|zip|jar"
        """,
        unless=OTHERWISE + '"breath|gasping|puffed|out of breath|wheez*|throat|chok*|swallow|lump|laugh*|crying for joy|thank you for|politician*|minister|mp|rude words|cross word*|wrong number|funny (story|joke|man|voice|voices|poem)|parrot|in french|in welsh|shy|to (him|her) for|no sentence|talking to (him|her) again|my son in law|telling jokes|sick|infection|wound|fever|tablet*|mouth full|false teeth|new teeth|sergeant"',
        through="resolved",
    ),
    Row(
        name="sight",
        level=TriageLevel.EMERGENCY,
        says="sudden loss of sight or double vision",
        when="""
            sight ~6 sight_lost
            "(everything|it all|things)" <3 "(double|blurred|blurry|black|dark)"
            "(curtain|shutter|veil|shadow|mist)" <4 "eye|eyes|sight|vision"
            "curtain (come|came|coming|comes|fell|dropped) down"
            "seeing double|double vision|two of everything|gone blind|went blind"
            "half [of] (what i|the (room|picture|page|clock|plate|telly))" ~6 "disappear*|missing|gone|not there|blank"
            "(writing|page|words|print|picture|plate|room|half|side|one side)" <4 "(disappear*|missing|gone|vanish*|not there|blank)" & "side|half|left|right" & !"lorry|car|house"
            "tunnel vision|jigsaw pieces|zig zag*" & "suddenly|since|this morning|now|just|eye|today"
        """,
        unless='"glasses|specs|spectacles|cataract*|fog|dark in here|lights out|power cut|without my|window|net curtain*|drunk|bat|onion*|keys|find|from my (window|bed|chair)|driving|dark outside|magician|optician|deaf and|behind the curtain|bought|theatre"',
        through="resolved",
    ),
    Row(
        name="headache",
        level=TriageLevel.EMERGENCY,
        says="a sudden, terrible headache",
        when="""
            "worst (headache|head ache|pain in my head|head)"
            "thunderclap|thunder clap"
            "(pain|ache|headache|bang|crack|explosion|blinding)" ~6 "head|headache|skull" & "out of nowhere|out of the blue|suddenly|sudden|all at once|like a (hammer|bolt|bomb|axe|knife|thunder*)|came on like|hit me|exploded|burst|never had (one|anything|a)|never known"
            "headache" & "(worst|blinding|never|sick|stiff neck|see|vision|blurred|bright light*|speech|numb|weak|confused|fall|fell|sudden)"
            "(something|it|blood vessel) [has|just] (burst|popped|exploded|snapped|cracked|ripped|went off|gone off|went bang|gave way)" <3 "head|skull|brain"
            head & pain & "never (had|felt|known|experienced|had a)"
            "head (feels|felt|is) [like] [it is] (exploding|splitting open|bursting|going to burst|going to explode)" & onset|sick|"never"
            "blinding|splitting|exploding|tearing|ripping|stabbing" & "head|skull" & pain|"headache" & sick|onset|"stiff|neck|light|back of"
        """,
        unless='"grandchildren|drums|noise|racket|hangover|sherry|tax form|headaches that|ice cream|the maths|these forms|never had a headache in my life|never get"',
        through="resolved",
    ),
    Row(
        name="balance",
        level=TriageLevel.EMERGENCY,
        says="sudden loss of balance",
        when="""
            unsteady & onset|"speech|tongue|double|sick|headache|thick|words|today|this morning|numb|vision"
            "veering|listing|leaning|tilting|going|pulling|drifting|falling" <2 "to one side|to the left|to the right|sideways"
            "can not walk straight"
            "stumbl*|veer*|stagger*|listing|leaning|drift*|lurch*|tilt*|pull*|walking|fall*|keep going|weav*|bump*|swerv*" <3 "(to|into|towards) (the|one|my) (left|right|side|wall|walls|furniture|door frame)|sideways|crooked|like a (drunk|sailor|crab)"
            "like i have had a (skinful|few|drink)|as if i was drunk|like a drunk|like i am drunk|drunk and i have not" & "stumbl*|walk*|talk*|stagger*|feel|legs|speech|words|left|right|sway*"
            "(walking|bumping|banging|going|crashing) into (door|doors|walls|wall|furniture|things|the door|everything)" & "drunk|speech|one side|left|right|suddenly|today|dizzy|head|since|can not"
        """,
        unless='"gin|sherry|wine|boat|waltz*|roundabout|danc*|shopping trolley|picture|wheel|pram|curtain|parked"',
    ),
    Row(
        name="seizure",
        level=TriageLevel.EMERGENCY,
        says="a fit or seizure",
        when="""
            "(having|had|has|is having|took|taking) [a|some kind of|some sort of|another] (fit|seizure|convulsion)" & "i|he|she|him|her|now|husband|wife|mum|dad|floor|help"
            "fitting|convulsing|jerking all over|shaking all over and (not|his|her|eyes)|eyes [have] rolled" & "he|she|husband|wife|mum|dad|him|her"
        """,
        unless='"fitting (for|of|room)|dress fitting|carpet|giggles|fitting the|keep fit|kitchen|years ago"',
    ),
    Row(
        name="named",
        level=TriageLevel.EMERGENCY,
        says="a stroke, named",
        when="""
            "(having|having had|has had|have had|think (he|she|i|it) (is|have|has)|this is|it is|might be|could be|like|sure it is|is it|mini|another|having a mini)" <4 "[a|another|mini] (stroke|tia)"
        """,
        unless='"programme|years ago|brush|cat|luck|genius|he is a|like a"',
    ),
)
