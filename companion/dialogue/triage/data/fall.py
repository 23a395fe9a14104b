"""Falls: on the floor now, hurt, on blood thinners, blacked out; and the fall told late and made small."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "fall_event": """
        fell|fall|fallen|falling|falls|(had|have|took|taken|another|bad|nasty|little|silly|wee|suffered) [a|another|bad|nasty|little|bit of a] (fall|tumble|spill|slip|trip|topple|header|nosedive|nose dive|cropper|purler|stumble|dive)|a tumble|tumbled|tripped|slipped|toppled [over]|stumbled
        |went (over|down|flying|sprawling|headlong|arse over tit|head over heels|backwards|down like a sack)|gone (over|down|flying)|going over|going down|came a cropper|come a cropper|came down (with|hard|on)|legs (went|gave|going|gone|go|just went) [from|out|under|way]|knees (buckled|gave|went)|legs (buckled|folded|crumpled)|leg gave way|ended up (on|in a heap|flat)|finished up on|landed on (my|his|her|the)|landed (hard|heavily|flat|on)
        |my length|measured my length|(came|come|slid|slipped|rolled|fell|tumbled|toppled|tipped) (off|out of|down) (the|my|his|her|a|of) [wheel] (bed|chair|commode|toilet|sofa|step|steps|stairs|ladder|stool|armchair|recliner|porch|kerb|bath|shower|pavement)|slid (out|off|down)|rolled out|missed (the|a|my) [bottom|last|top] (stair|step|chair|edge|seat|footing|kerb)|lost (my|his|her) (footing|balance)|losing (my|his|her) balance|overbalanced|hit the (deck|floor|ground)|face down|collapsed|in a heap|been down|tipped over|took a dive|keeled over|flat on my (face|back|backside)|(found|finding) (myself|her|him) on the|down the stairs|down the steps|off the (bed|chair|toilet|commode)|come off (the|my)|fell out of|went my length|tippled|tipple""",
    "floor": """
        (on|onto|to) (the|this|that|my) [kitchen|bathroom|bedroom|hall|landing|cold|hard|bare|living room|damp|wet|garage|toilet|utility|stone] (floor|carpet|tiles|rug|ground|deck|concrete|lino|mat|laminate|floorboards|bathmat|kitchen floor)|off (the|this) floor|down on the floor|between (the|my) (bed|bath|toilet|chair|sofa) and|down (here|between|beside|behind)|wedged|stuck in the bath|at the (bottom|foot) of the stairs|on the bathroom|lying (here|in the|by the|beside)""",
    "person_on_floor": "(i am|i have|i have been|me|he is|she is|am|is|been|i was|was|were|husband|wife|mum|dad|he has|she has|myself|lying|stuck|wake up|woke|woken|woke up|down|found|laid|sat|sitting|crawling|crumpled|sprawled)",
    "cannot_rise": """
        (can|could) not [seem to|manage to|even] (get|stand|haul|pull|push|lift|heave|hoist|pick|drag) [me|myself|my self|himself|herself|him|her|it] [back|right|straight] up|(can|could) not (get up|rise|shift|get off|stand|move myself|get onto|reach (the|my) (cord|bell|phone|button|buzzer|alarm|pull cord|telephone|call))|trying to get up|legs (will|would) not (do it|hold|work|lift|push|support)|can not shift
        |can not lift (him|her)|can not get (him|her) (up|off|out|back)|struggling to get (up|off)|no way to get up|not able to get up|unable to (get up|rise|stand)|can not get out (of|the) [the] [bath|tub|chair|shower]|nobody (has come|is coming|can hear|hears|came|to help)|need (help|a hand|someone) [to] (get|getting) [me] up|need lifting|get me up|help me up|(can|could) not (get back (in|into|on|onto|to)|get to my feet|budge|find my feet|turn over|roll over|crawl)|stuck fast|stuck down|unable to move|not managed to get up""",
    "hit": "hit|hitting|bang|banged|knock|knocked|bump|bumped|crack|cracked|split|cut|struck|whack*|smash*|clonk*|walloped|bash*|caught|landed on|clout*|gash*|thump*|came down on|hurt|smack*|bleeding|blood|lump|egg",
    "thinner": """
        warfarin|blood (thinner|thinners|thinning)|thinner|thinners|thinning (tablets|pills)|apixaban|eliquis|xarelto|rivaroxaban|clopidogrel|plavix|(clot|anti clot|clotting|stroke|thinning) (pills|tablets|pill|tablet|medicine)|heparin|edoxaban|dabigatran|anticoagul*|anti coagul*|pradaxa|blood tablets|rat poison pills|blood pills|aspirin every day""",
    "blackout": """
        blacked out|passed out|fainted|lost consciousness|knocked out|out cold|unconscious|came (to|round) on|came (round|to)|come round|do not remember (going down|falling|hitting|what happened|how|anything|going|a thing)|did not know (anything|where|a thing)|next thing (i|he|she) (knew|know)|woke up on|woken up on|found myself (on|looking|lying)|everything went (black|dark)|went out like a light|will not wake [up]|not responding|not answering|lights went out|cannot wake|can not wake|have no idea how i (got|ended)|do not know how i (got|ended) [up] (on|here on|down)""",
    "deformed": """
        (funny|odd|strange|queer|wrong|peculiar|awful|nasty|horrible|right) angle|at an angle|(pointing|sticking|facing|turned|bent|twisted|poking|stuck) (out|the wrong|wrong|in|round|sideways|inwards|outwards)|wrong way [round]|bone [is] (sticking|showing|poking|out)|out of shape|shorter than|broken|broke|snapped|out of (joint|place)|dislocated|heard (it|a|something) (crack|snap|go)|shattered""",
    "bone": "leg|hip|arm|ankle|foot|wrist|bone|knee|thigh|shoulder|collar bone|pelvis|finger|elbow|back|neck|ribs",
    "no_weight": "(put|take|bear|stand) [any|my|the|a bit of] weight (on|through)|can not (stand|walk|put) (on|weight)|will not (hold|take|bear|support) (me|my weight|weight|any weight)|can not put my foot (down|to)|dare not move|dare not put|agony to move|can not move (it|my (leg|hip|arm|back))|can not straighten",
    "dazed": "sick|vomit*|threw up|drowsy|sleepy|dizzy|muddled|confused|headache|woozy|double|seeing stars|groggy|blurred|blurry|bleeding|blood|hazy|swimmy|spinning|throwing up|faint|not (been|felt|feeling|making)|odd since|funny since|not right since|lump|egg|wooly|woolly|slurr*|nodding off|falling asleep|can not keep awake|will not stay awake|asleep|unsteady|talking funny|staring|not herself|not himself",
    "not_serious_place": "exercise*|exercises|yoga|pilates|picnic|puppy|children|kids|grandchildren|great grandchildren|toddler|play|playing|played|played|toys|cat|game|stretching|stretches|physio|gym|jigsaw|train set|lego|camping|tent|mattress|carpet bowls|baby|keep fit|measuring|measure|gardening|scrub*|weeding|sleep over",
}

OTHERWISE = '''
    not_serious_place & !cannot_rise
    "laugh*|giggl*" & "floor"
    "(all by myself|on my own|up again)" <4 "proud|pleased|first time"
    "got (up|myself up) [all] by myself"
'''

ROWS = (
    Row(
        name="on_floor",
        level=TriageLevel.EMERGENCY,
        says="somebody on the floor",
        when="""
            person_on_floor <6 floor
            floor & cannot_rise
            fall_event & cannot_rise
            fall_event <14 "(can|could) not (get|move|stand|budge|reach|turn|put|walk|feel|bend|lift)" & "i|my|he|she|me"
            "(i am|is|has gone|have gone|am) down (again|here|by|in the|on the|beside|next to|between)" & !"town|shops|pub|dumps|mood|weight|garden|road|sea|to the|with (a|the|flu)|lounge|dining|in the book"
            "(lying|laid|lay|sprawled|crumpled|found|stuck)" <4 "patio|path|lawn|grass|pavement|garden|ground|snow|ice|driveway|garage|yard|bath|porch" & !"sunbath*|deck chair|deckchair|daisies|stars|blanket|lounger|as a|picnic"
            "(lying|been|laid|sat|stuck|down) (here|down here|on the floor|on the ground|on the tiles)" & "hour|hours|all night|since|ages|long time|morning|dark|cold|shouting|calling|nobody|no one|help"
            "(stuck|wedged|trapped|jammed)" <4 "between|behind|against|under|in the (bath|toilet|shower)|down|on the (toilet|floor)|beside"
            "(been|am) (shouting|calling|banging|yelling|knocking)" & "hour|hours|ages|nobody|no one|night|morning|floor|help"
            "(is|has|have|am|just|has just|have just) (fallen|collapsed|gone down|rolled out|slid|tripped|toppled|keeled over|slipped|come off)" & floor|cannot_rise|"quick|help|come|lift|leg|hip|blood|head|now|hurry|next bed"
            person|name <2 "[has|have] (fallen|collapsed|gone down|keeled over|rolled out)"
            "(he|she)" <1 "(has) (fallen|collapsed|gone down|keeled over|rolled out)"
            "(flat on|lying on|laid out on) (my|his|her) (back|face|side|front|tummy|belly)" & cannot_rise|"shift|move|help|floor|here"
            "on (my|his|her) hands and knees" & "can not|help|get up|stuck|fell" 
        """,
        unless=OTHERWISE,
        through="hypothetical",
    ),
    Row(
        name="cannot_rise",
        level=TriageLevel.URGENT,
        says="cannot get up",
        when="cannot_rise",
        unless=OTHERWISE + '"in the mornings|of a morning|early|the hill|the stairs|the mountain|the nerve|without my (tea|coffee)|top shelf|enough (speed|steam)|the car|bus|this sofa|appetite|the jar|the lid|this hill"',
    ),
    Row(
        name="head_and_thinner",
        level=TriageLevel.EMERGENCY,
        says="a blow to the head on blood thinners, or with signs of harm",
        when="""
            hit ~6 head & thinner
            fall_event & thinner
            hit ~6 head & dazed & "been|feel|feeling|since|am|is|was|keep|now|have|there|bleeding|blood|like"
            hit ~6 head & blackout
            "(lump|bump|egg|gash|cut)" ~6 head & thinner
            fall_event & "(bleed*|blood|cut|lump|gash*)" ~6 head
            head & fall_event & dazed
        """,
        unless=OTHERWISE,
    ),
    Row(
        name="blackout",
        level=TriageLevel.EMERGENCY,
        says="a faint or blackout",
        when="""
            blackout & fall_event|floor|head|"bathroom|tiles|stairs|ceiling|blood|kitchen|garden|going down|hall|toilet|landing"
            "blacked out|passed out|lost consciousness|knocked out|out cold|unconscious"
            "i (must have|have|think i) (fainted|blacked|passed|collapsed)"
            "i (fainted|collapsed)" & !"laughing"
            "will not wake|can not wake (him|her)|not responding|does not answer" & "he|she|husband|wife|mum|dad|him|her|lady|man|friend|gran|grandad" & "he|she|husband|wife|mum|dad|him|her|lady|man|friend|nan|gran|grandad"
        """,
        unless='"wake up in the morning|alarm clock|if i did not wake|not wake up tomorrow|tired out|(after|in front of) the (telly|dinner)|gin|sherry|pass out from laugh*|the heat of the|slept"',
    ),
    Row(
        name="broken",
        level=TriageLevel.EMERGENCY,
        says="a limb out of shape or that bears no weight",
        when="""
            bone ~5 deformed & "now|is|am|and|can not|has|just|think|feels|must|fell|fall|fallen|dare|heard|went"
            no_weight & fall_event|"hip|ankle|leg|foot|knee|slipped|twisted|spill|porch"
            fall_event & bone <6 no_weight
            "think (i|he|she) (have|has) (broken|broke|bust)" & bone
        """,
        unless=OTHERWISE + ' "the (chair|table) leg|table leg|chair leg|healed|plaster cast off|toy|doll|dolls|statue|chicken|turkey|hop|bank|breaking"',
    ),
    Row(
        name="fell",
        level=TriageLevel.URGENT,
        says="a fall",
        when="""
            "i|i have|i had|i was|i am" <2 fall_event
            "had|took|taken|having|another|one of my" <2 "fall|tumble|spill|slip|trip|falls|topple" & !"he|she|husband"
            "i|i have" & fall_event & "my (hip|knee|wrist|ribs|back|arm|leg|elbow|shoulder|ankle|eye|bum|backside|head|face|nose)"
            "another|third|second|first|nasty|bad|little|silly|bit of a" <1 "fall|tumble|spill|slip|topple|trip|stumble" & !"coach|boat|day"
            fall_event & "he|she|husband|wife|mum|dad" & "today|this morning|just|last night|tonight|again|bruis*|hurt"
            "(ended|finished|end|found myself|wound) [up ]on the (carpet|floor|rug|ground|tiles)"
            "(keep|kept|always) (falling|tripping|stumbling|going over|losing my balance|slipping|tumbling|toppling)"
            "shiner|black eye" & "stair|step|slip*|fell|trip*|missed"
            "(had|took|taken|having) (a|another|one of my) (fall|tumble|spill|falls|funny turn and)"
            "(then|and) down (i|he|she) went"
            "crawled (to|back|along|across)" & "phone|bed|floor|hall|door|cord|hours"
            "knees|legs|leg|knee|hip" <3 "(gave|went|gives|buckled|folded|crumpled|let me down)" & "i|me|my" & !"weak at"
        """,
        unless=OTHERWISE
        + ' "fell (ill|pregnant|asleep)|fall guy|fallen (angel|woman|leaves|soldiers)|fall (leaves|colours|down laughing)|did not fall|rise and fall|falling (in love|leaves|asleep)|down the stairs to|(gone|went|going) (down|over) (to|the (shops|pub|road|market|park|menu|list|score|lines|words|plan|details|accounts|old|photos))|went over (my|the|it|well|there|to)|going (down|over) (to|well|there|the)|gone (over|down) (to|there|well|a treat|the drain)|went down (well|a treat|to|the (pub|shops|road))|collapsed into (bed|the chair|a chair|my (chair|armchair))|slipped (my mind|on my|into|off my)|slip on|slips my mind|my mind|trip (to|down)|tripped (over my words|the light|the switch)|been down (to|the|in the dumps|since he)|standing on|landed (a|on my feet)|come off (the|my) (tablets|medicine|warfarin|pills|antibiotics)|fall (open|in line)|in the fall"',
    ),
    Row(
        name="head",
        level=TriageLevel.URGENT,
        says="a blow to the head",
        when="""
            hit ~4 head & "i|my|me|he|she|his|her"
        """,
        unless=OTHERWISE + ' "slapped|slaps|he hit|she hit|hits me|hit me|punch*|him hit|headline|hit the headlines|shaving|nail on the head|hair cut|hair|heading"',
    ),
    Row(
        name="unsteady",
        level=TriageLevel.WATCH,
        says="unsteady on the feet",
        when="""
            "(unsteady|wobbly|shaky|rocky)" <3 "feet|pins|legs"
            "(nearly|almost) (fell|went over|had a fall|tripped|slipped|toppled|came a cropper|went down|lost my balance)"
        """,
        unless=OTHERWISE + ' "laugh*|chair when|told me|surprise|when (i|he|she) (heard|saw|told|read)"',
    ),
)
