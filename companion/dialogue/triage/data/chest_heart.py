"""Chest and heart: in the old a heart attack is often breathless, sick, clammy and suddenly weak, with little pain."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "racing": """
        rac(e|es|ing)|racing|races|pounding|pounds|thumping|thumps|thudding|hammering|galloping|gallops|fluttering|flutters|flutter|flipping|flip flops|somersaults|jumping|jumps|skipping|skips|missing beats|missing a beat|misses|missed
        |nineteen to the dozen|all over the place|going like the clappers|like a (hammer|drum|train|steam|bird|rabbit|trip hammer)|out of my chest|irregular|uneven|palpitations|palpitation|going mad|going crazy|too fast|very fast|fast|doing (flips|cartwheels|somersaults|a jig)|banging|bang|dancing|turning over|stopping and starting|stops and starts|will not slow|erratic*|fluttery|going ten to the dozen|bumping|quivering|tripping|flip flop*|flop*|like a (fish|butterfly|bat|rocket|steam train|clock gone)|all over the (shop|place)|will not settle|not settle*|playing (me up|up|tricks|games)|acting up|misbehav*|not right|giving out|going (fast|funny|mad|wild|off|haywire|like)|boom*|bounc*|leap*|throb*|quick|quickly|a mile a minute|wild*|like mad|running away|too slow|stopp*|jump*|double time|haywire|bad|funny|weird|strange|beating (hard|fast|funny|wrong)""",
    "spray": "spray|gtn|nitro*|glyceryl|under my tongue|under the tongue|under (his|her) tongue|angina (tablet|tablets|pill|pills|spray|stuff)|heart spray|puffs under|my little white (tablets|pills)|angina medicine",
    "holds": "hold*|clutch*|clutching|grab*|grip*|rubbing|rubs|hand on|hands on|hand to|hand over|pressing on",
    "unwell": "[feel|feeling|felt] (queer|peculiar|funny|strange|unwell|ill|bad|odd|rotten|dreadful|awful|terrible|rough|poorly|not right|not well|rubbish|ropey|wrong|off)|bad way",
    "between_blades": "between my shoulder blades|between the shoulder blades|between my shoulders|between (his|her) shoulder blades|shoulder blades|in between my shoulders|upper back|top of my back",
    "lasting": "will not (shift|go|ease|budge|leave|move|stop|let up|settle|clear)|has not (shifted|gone|eased|moved|stopped|let up)|not (shifting|easing|going|budging|moving)|for hours|all night|since|no better|getting worse|worse|keeps coming|on and off|still there|never had it|never known|not like",
    "radiating": "(spread*|travel*|run*|goes|going|gone|go|shoot*|creep*|moving|moved|right|all the way|clear|climb*|up|down|up and|reach*|into|through|through to)",
    "squeezed": "squeez*|crush*|tight*|heaviness|pressure|weight on|vice|elephant|pressing|constrict*",
}

# What explains it otherwise: the muscles, the teeth, the needle, heat and excitement.
OTHERWISE = '''
    "dentist|denture*|filling|wisdom tooth|jab|flu jab|vaccin*|injection site|gardening|digging|carrying the|lifting the|knitting|sunburn*|shingles|arthritis|rheumatism|rheumatics"
'''
EXCITED = '''
    "(from|with|after|over|at|during|because of|such an|so|all that|too much|in|under|sweat over|in a sweat)" <3 "excite*|excitement|exciting|match|penalties|penalty|extra time|bingo|roller coaster|heat|heating|heatwave|sauna|sunshine|blankets|dancing|exercise class|gym|sudoku|crossword|stage|driving test|exam*|curry|vindaloo|ferry|sea crossing|jumper|cardigan|garden|kitchen|tension|tense"
    "so tense|run for the bus|hot flush*|menopause|first date|on the (boat|ferry|coach)|sweat over|the heating|heating is|in this weather|sunbath*|sweat over that|gave me a sweat"
'''

ROWS = (
    Row(
        name="pain",
        level=TriageLevel.EMERGENCY,
        says="pain or pressure in the chest",
        when="""
            chest ~6 pain|pressure|lasting
            chest & "feeling|sensation|ache|toothache|like a|something|twinge*|gripping|climb*|stairs|hurts|bad|funny|queer|odd|strange|weird|wrong|terrible|awful|worse|agony|spasm*|knife|flutter*|burst*|collapsing|caving"
            "my chest|his chest|her chest|mums chest" & "is|feels|feel|has|got|keeps|can not|i|he|she" & !"infection|cough*|cold|wheez*|phlegm|x ray|xray|rub|vick|hair|hairy|medal*|tattoo|blanket|cat|baby|dog|head on|asleep|proud|puffed|measure*|size|inch*|muscle*|shirt|jumper|better|fine|clear|good|wax*|napkin|book|warm|gravy|soup|egg|crumbs|scarf|bib|badge|flower|brooch"
            pain|pressure <3 "here" & "arm|arms|jaw|neck|sweat*|sick|breath*|gone|chest|heart|back"
            pressure ~2 "me here|right here" 
            "(into|down|along|in) (both|my|one of my|the) [my] (arm|arms)" & pain|pressure|"something|gripping"
            heart ~4 pain|squeezed|"heaviness"
            "having" <3 "heart attack"
            "(heart attack|coronary)" ~8 "(now|i think|is it|is this|could it|might be|feels like|like|right now|help)"
            "(right in the middle|behind my ribs|round my ribs|across my front|under my ribs|across here|inside my ribs)" ~7 pain|pressure
            "(feels|feel|feeling|it is) like [a|an|something|someone] [great] (ton|elephant|weight|band|belt|vice|clamp|iron band)" & chest|"my ribs|on me"
            "angina" ~6 pain|"playing up|bad|back|come on|came on|will not|worse|started|terrible|kicking off"
            "(crushing|squeezing|gripping) (pain|feeling|sensation|ache)"
            pressure ~3 "round me|around me|on top of me|across me|round my middle"
            pain ~4 "(breathe|breathing|breath) in|take a breath|take a deep breath|breathe deep*|when i breathe"
            "pacemaker|defibrillator|icd" & "beep*|buzz*|shock*|fired|went off|gone off|kick*|jolt*|alarm*"
            "(i am|am i|he is|she is|think i am|is) [having] [a] heart attack"
            "(wrists|teeth|both arms|arms)" ~4 pain & "walk*|stairs|hill|climb*|chest|breath*"
        """,
        unless='"freezer|drawers|bruised ribs"' + '\n "(tooth|teeth) <3 (dentist|denture|filling)|pride|wedding|medal|boxer|footballer|shot in the"',
    ),
    Row(
        name="holds_chest",
        level=TriageLevel.EMERGENCY,
        says="holding the chest",
        when="""
            holds chest & pale|sweat|sick|faint|pain|breathless|"(he|she|dad|mum|husband|wife|him|her)"
            holds chest & name
        """,
        unless='"laugh*|baby|hug*|teddy|cuddl*"',
    ),
    Row(
        name="radiating",
        level=TriageLevel.EMERGENCY,
        says="pain that spreads to the jaw, the neck or the arm",
        when="""
            pain|pressure|gut ~8 radiates & radiating <5 radiates
            "jaw" ~6 arm & pain|pressure|"heavy|numb|funny|tight"
            "jaw" ~8 pain & sweat|sick|faint|weak|breathless|spray|chest|onset
            "left arm|left hand" ~6 pain|"heavy|heaviness|like lead|funny|tight|dead|weird" & sweat|sick|faint|weak|breathless|unwell|gut|pale|chest
            "left arm" ~4 pain|"heavy|heaviness|like lead"
            "(neck|jaw|throat)" ~5 pain|pressure & "climb*|stairs|walk*|hurry*|exert*"
            gut & radiating <5 radiates|between_blades
        """,
        unless=OTHERWISE,
    ),
    Row(
        name="silent",
        level=TriageLevel.EMERGENCY,
        says="sweating, sick, faint, breathless or suddenly weak, as a heart attack without pain begins",
        when="""
            sweat & sick
            gut & pale
            gut & sweat
            sick & faint & onset
            sick & pale
            weak & pale
            weak & faint & sick|sweat|pale
            sweat & faint
            sweat & pale
            sweat & weak
            sweat & breathless
            "(cold sweat|clammy)" & "suddenly|all of a sudden|come over|came over|gone|feel|feeling|i am|he is|she is"
            pale & faint|breathless
            weak & sick & onset|breathless
            sick & breathless
            gut & weak & onset|breathless|sweat
            gut & breathless
            gut & faint & onset
            weak & breathless & onset
        """,
        unless=EXCITED,
        through="jest",
    ),
    Row(
        name="sudden_weak",
        level=TriageLevel.EMERGENCY,
        says="sudden weakness",
        when="""
            "(suddenly|all of a sudden|all at once|out of nowhere|out of the blue)" ~7 weak
            "(come|came|comes|coming) over" <2 weak
            "gone" <1 "weak all over|weak as a kitten|as weak"
        """,
        unless=EXCITED,
    ),
    Row(
        name="unwell",
        level=TriageLevel.URGENT,
        says="suddenly feeling ill",
        when="""
            "(come|came|comes|coming) over [all]" <2 unwell|faint|sick|"hot and cold"
            "(suddenly|all of a sudden)" ~4 unwell & "i|me|he|she"
            "(feel|feeling|felt)" <2 "(queer|peculiar)" & onset
            "something is (not right|wrong|badly wrong|very wrong) (with me|inside|in my body|in me)|something terrible is happening (to me|in me)"
            "feeling of doom|impending doom|sense of doom"
            "i (am|feel|have|do not feel)" <3 "(dreadfully|really|very|proper|awful|right) (ill|poorly|bad|unwell)"
            "(bad|funny|queer|nasty) turn"
        """,
        unless='"thunder*|crowd|emotional|nostalgic|romantic|sentimental|weepy|shy|generous|soft|at the price|about the|that curry"',
    ),
    Row(
        name="spray_fails",
        level=TriageLevel.EMERGENCY,
        says="the heart spray or tablet does not help",
        when="""
            spray & no_help
            spray & "(twice|three times|two puffs|two goes|three goes|#number (puffs|squirts|times|goes|sprays)|second one|again)"
            spray & pain|pressure
        """,
        unless='"hair spray|perfume|fly spray|greenfly|roses|polish|nasal|nose spray"',
    ),
    Row(
        name="racing_ill",
        level=TriageLevel.EMERGENCY,
        says="a racing heart and feeling faint or ill",
        when="""
            heart ~6 racing & faint|breathless|sweat|sick|pain|pale|weak|unwell|chest
            "palpitation|palpitations" & faint|breathless|sweat|sick|pain|pale|weak
            heart ~6 racing & "nearly (went|fell|collapsed|dropped|passed)|stood up and|everything (went|goes)|slow|light*|chest|tight"
        """,
        unless=EXCITED,
    ),
    Row(
        name="racing",
        level=TriageLevel.URGENT,
        says="the heart racing or missing beats",
        when="""
            heart ~6 racing
            "(having|got|get|getting|have) [bad|these|those|a lot of|awful|terrible|more] palpitations"
            "pulse" ~5 racing|"slow|weak|gone|thready"
            heart <3 "stops|stopping|stopped|pauses|thud*|lurch*|flips|turns over|hiccup*|jolt*|misfir*"
        """,
        unless=EXCITED + ' "when (i saw|he|she|they|we|the)|film|handsome|kiss*|wedding|lottery|won"',
    ),
    Row(
        name="between_blades",
        level=TriageLevel.EMERGENCY,
        says="pain between the shoulder blades",
        when="between_blades ~6 pain|pressure|squeezed|\"tearing|ripping|knife\"",
        unless=OTHERWISE + '"knot|massage|draught|slept funny|pulled a muscle|hoover*"',
    ),
    Row(
        name="jaw",
        level=TriageLevel.URGENT,
        says="pain in the jaw",
        when='"jaw" ~5 pain|pressure',
        unless=OTHERWISE + '"tooth|teeth|toffee|chew*|denture*|dentures|yawn*|talk*|laugh*"',
    ),
    Row(
        name="gut_lasting",
        level=TriageLevel.URGENT,
        says="indigestion that does not go, which can be the heart",
        when="""
            "indigestion|heartburn|heart burn|trapped wind|dyspepsia" ~10 lasting
            "indigestion|heartburn|heart burn|trapped wind" & unwell|sweat|weak|arm
        """,
    ),
    Row(
        name="swollen",
        level=TriageLevel.WATCH,
        says="swollen ankles",
        when='"(ankles|feet|legs)" ~4 "swollen|swell*|puffed up|puffy|like balloons|like tree trunks"',
        unless='"flight|plane|heatwave|bee|wasp"',
    ),
)
