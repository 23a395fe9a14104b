"""Breathing: at rest, in broken sentences, blue, choking, the inhaler failing; and having to sit up to sleep."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "at_rest": "[only] sitting|sitting (here|still|down|in|up)|not moved|have not moved|doing nothing|not doing anything|in my chair|lying still|in bed|at rest|talking|speaking|speak|talk|sentence|words|even (sitting|talking|lying)|resting|have not done anything|from nothing|stood still|without moving",
    "exertion": "walk|walking|toilet|bathroom|stairs|step|steps|dressed|getting dressed|dressing|washing|across the room|up the|to the (door|bathroom|toilet|kitchen)|crossing|making the bed|making a cup|few (yards|steps)|corridor|hall|slightest|standing up|getting up|putting my|slippers|shoes|tie my",
    "flat": "lie flat|lying flat|lie down|lying down|lay flat|lay down|laying flat|laying down|flat on my back|lie back|lying back|in bed|go to bed",
    "upright": "(sleep|sleeping|slept|sat up|sitting up|sit up|up all night|spend the night|nights|spent the night|night) [all night] [upright|up] [in|on] (the|my|a|an|this) [arm] (chair|armchair|recliner|edge of the bed|side of the bed)|upright|prop* [myself] [up]|(three|four|five|six|extra|more|another|two|pile of|stack of|#number) [extra|big] pillows|sit* on the (edge|side) of the bed|in the (chair|armchair|recliner) (all night|to sleep)|sit up",
    "blue": "blue|purple|bluish|greyish blue|dusky|grey|lilac|mauve",
    "inhaler": "inhaler|nebuliser|ventolin|salbutamol|albuterol|oxygen|reliever|blue one|brown one|oxygen machine|concentrator|oxygen bottle|cylinder",
    "noisy": "wheez*|whistl*|rattl*|crackl*|gurgl*|bubbl*|rasp*|snoring noise|like a kettle|like a whistle|tight|grunting|squeak*",
    "stuck": "stuck|lodged|caught|jammed|wedged|blocking|blocked|went down the wrong (way|hole)|gone down the wrong (way|hole)|down the wrong (way|hole)",
    "breath": "breath|breathing|breathe|breathes|breaths|lungs",
    "bad_breathing": "fast|shallow|quick|rapid|laboured|heavy|noisy|hard|harder|bad|worse|funny|wrong|difficult|difficulty|trouble|effort|stopped|stopping|short|shorter|struggle|struggling|struggles|fighting|raspy|ragged|jerky|terrible|awful|dreadful|not right|painful|hurts|hurt|heavily|pausing|stops|strange|neck muscles|gurgl*",
}

# Said of laughter, tight clothes, wonder; or of somebody in a race.
OTHERWISE = '''
    "(breath*|puff*|pant*|wheez*|gasp*|breathe|chok*|air)" ~8 "laugh*|giggl*|excite*|excitement|corset|dress|tight skirt|waistband|gown|stays|girdle|frock|tight dress|wedding dress|view|scenery|comedian|joke|candles|after the (run|race|match|dance|walk)|trumpet|yoga|pilates|singing|choir|opera|swimmer|diver|marathon|running|steps class|engine|steam|bagpipes|accordion|locomotive|harmonium|kettle boiled|hoover|balloon*|ran for the bus"
    "(dog|puppy|horse|cat|pug|greyhound|bulldog)" <4 "pant*|wheez*|puff*|breath*|chok*"
'''

ROWS = (
    Row(
        name="no_air",
        level=TriageLevel.EMERGENCY,
        says="not getting enough air",
        when="""
            urgent_breath
            "can not (breathe|breath)"
            "(can|could) not" <2 "get (my|any|a|enough|no) (breath|air|wind)"
            "need [some|more] (air|oxygen)" & "can not|open|please|help|quick"
            "(like|as if|as though)" <3 "(drowning|suffocating|smothering|being smothered|being strangled|a pillow|breathing through)"
            breath|"air|lungs|wind" ~4 "(can|could|will|would) not|struggl*|fight*|gasp*|claw*|no" & "fill|in|enough|draw|catch|get|take|at all|for it|any|deep|through" & !"open the window"
            "lungs" ~5 "(full|water|filling|closing|burning|bursting|collapsing|not working|will not)"
        """,
        unless=OTHERWISE,
    ),
    Row(
        name="at_rest",
        level=TriageLevel.EMERGENCY,
        says="out of breath without moving, or too breathless to talk",
        when="""
            breathless & at_rest & !exertion
            breathless & "telling you|stop (two|three|four|#number) times|in the middle of a|had to stop"
            breathless ~8 "talk|talking|speak|speaking|sentence|words|finish"
            "(can|could) (not|only|hardly|barely)" <3 "(say|get|manage|finish|speak|talk)" & "word|words|sentence|talk|talking|speak" & breathless|noisy|breath|urgent_breath|"air|puff|gasp*"
            noisy & "can not|can hardly|hardly get|sentence|words|speak|talk|struggling"
        """,
        unless=OTHERWISE,
    ),
    Row(
        name="breathless",
        level=TriageLevel.URGENT,
        says="short of breath",
        when="""
            breathless
            breathless & exertion
            "get* [so|very|more|that|all] (breathless|puffed|winded)"
            noisy ~5 chest|breath
            "wheezing|wheezy"
            breath ~3 bad_breathing
            "every breath" <4 "effort|hurts|hurt|struggle|fight|job|hard|pain|painful|agony|work"
        """,
        unless=OTHERWISE + '"bad breath|breathing exercises|hard to (find|get|say)"' + '\n "just watching|gymnast*|holding my breath|bellows"',
    ),
    Row(
        name="fast_or_failing",
        level=TriageLevel.EMERGENCY,
        says="breathing that is fast, shallow or an effort",
        when="""
            "(breathing|breath|breaths|breathes)" ~4 "(fast|shallow|quick|rapid|laboured|stopped|stopping|stops|struggl*|neck muscles|all over the place|gurgl*|rattl*|grunting|panting|going funny|gone funny|effort)"
            "neck muscles|sucking in|ribs sucking|nostrils flaring"
            "(rattling|gurgling|choking|gasping|rasping|gurgly|rattly|grunting|dreadful|awful|horrible) [gurgling|rattling|breathing|snoring] (noise|noises|sound|sounds)" & "he|she|making|his|her|breath*|throat|chest|lips|colour"
            "(breathing|breathes) like (a|an)"
            breathless & "blue|purple|grey|lips|chest|pain|faint|dizzy|collapse|sweat*|clammy|confused"
            "(wake|woke|waking|woken)" <5 "(gasping|gulping|choking|drowning|fighting|breath|breathless|struggling)"
            "not breathing|stopped breathing|is he breathing|hardly breathing|barely breathing"
            "(sats|oxygen level|oxygen levels|saturation|finger clip|oxygen reading)" & "low|drop*|down|eight*|seven*|under|fall*|#many" & !"ninety (eight|nine|seven|six)|fine|good"
            "hunched|bent|leaning" <5 "(over|forward)" & "breath*|air|get some in"
        """,
        unless=OTHERWISE,
    ),
    Row(
        name="flat",
        level=TriageLevel.URGENT,
        says="having to sit up to breathe at night",
        when="""
            flat & breathless|urgent_breath|breath|"drown*|chok*|gasp*|gurgl*|water"
            upright & breathless|urgent_breath|breath|"drown*|gasp*|chok*|chest"
            upright & "sleep|night|nights" & "lie|lying|flat|pillows" & !"hip|back|reflux"
        """,
        unless='"comfy|comfortable|view|breakfast in bed|telly|exercise"',
    ),
    Row(
        name="choking",
        level=TriageLevel.EMERGENCY,
        says="choking, or something stuck in the throat",
        when="""
            "choking|chokes|choke"
            "choked" ~4 "now|can not|still|food|dinner|tablet|meat|bread|toast|again"
            stuck ~6 throat
            stuck & "can not (speak|talk|swallow|breathe|cough)|still there|can not get it|will not (shift|budge|come|go)" & throat|"swallow|cough|wrong way|meat|bread|toast|tablet|food|bone|gullet|speak|talk|breathe"
            "wrong (way|hole)" & "still|can not|cough*|will not"
            "can not (swallow|get it down|cough it up|swallow my own spit|stop (choking|gagging))"
            "coughing and (gagging|spluttering|choking|retching)" & "can not|wrong|stuck|tablet|food|pill|still|dinner|stop"
            throat ~6 "(closing|closed|swelling|swollen|swelled|swell|closes|tightening|blocked|blocking)"
            "(lips|tongue|face)" ~4 "(swelling|swollen|swelled|swell|puffing up|blown up)"
            stuck & "(he|she|i)" & "(can|could) not (make a sound|breathe|speak|talk|cough|get)|turning|colour|going (red|blue|purple)|grape|sweet|meat|bone|pill|tablet|toast|bread|potato|sausage|fish bone|carrot" & !"teeth|drawer|sink|zip"
            "(grape|sweet|meat|bone|pill|tablet|toast|bread|potato|sausage|fish bone|carrot|denture|dentures)" <4 stuck & !"teeth|drawer|plate"
        """,
        unless=OTHERWISE
        + ' "choking (hazard|back)|choke chain|smoke in the|the smoke from|sink|drain|zip|lid|door|lift|traffic|drawer|key|post|sore throat|tonsil*|lump in my throat|frog|song stuck|dentist|choke (on|out|the) (the engine|old car)|old car|artichoke*|dust|drainage|drains"',
    ),
    Row(
        name="blue",
        level=TriageLevel.EMERGENCY,
        says="blue lips or face",
        when="""
            lips ~5 blue
            "(turning|gone|going|went|turned) [a|all] [funny|bit] (blue|purple|dusky)"
            "(blue|purple) (round|around|about) (the|his|her|my) (mouth|lips)"
            "funny blue (colour|round)"
        """,
        unless='"paint*|lolly|ink|pen|berr*|blueberr*|lipstick|hair|rinse|nail varnish|nail polish|nails painted|sky|eyes|dress|knitt*|bruis*|cold hands|make up|wool|sea|swearing|argu*|shouting|favourite|suit|tie|hat|jumper|cardigan|shirt|scarf|slippers|blue one|blue inhaler|slapped|punched|hit me|fell|black and blue"',
    ),
    Row(
        name="inhaler_fails",
        level=TriageLevel.EMERGENCY,
        says="the inhaler or the oxygen does not help",
        when="""
            inhaler & no_help
            inhaler & "(#many|eight|ten|lots of|so many|all my) (puffs|goes|times|blasts)"
            inhaler & urgent_breath|breathless|noisy
            inhaler & "finished|empty|run out|nothing in it|broken|broke|lost|ran out|gone"
            "oxygen" & "(stopped|beeping|alarm|off|low|run out|empty|dropped|dropping|down)"
        """,
        unless='"changed the inhaler|new inhaler has|puffs as (the|directed)|as told|spare|prescription"',
    ),
    Row(
        name="chest_infection",
        level=TriageLevel.URGENT,
        says="a bad chest with a cough",
        when="""
            "(cough|coughing|chest infection|bronchitis|pneumonia|phlegm)" & breath & bad_breathing|"effort|worse"
            "cough*" ~5 "(blood|bloody|green|brown|rust*|pink|froth*)"
        """,
    ),
)
