"""Sepsis: an infection with any one grave sign. "I will die" is here illness, not suicide (UK Sepsis Trust)."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "infection": """
        infection|infections|infected|sepsis|septic|cellulitis|ulcer|wound|wounds|catheter|waterworks|water works|uti|kidney|kidneys|bladder|pneumonia|abscess|dressing|stitches|incision|bed sore|bedsore|pressure sore|pus|oozing|weeping|antibiotic|antibiotics|flu|bug|fever|fevers|feverish|temperature|burning up|boil|carbuncle|gangrene|blood poisoning|chest infection
        |sore on|the cut|cut on|surgical cut|where they (cut|operated)|my operation|the operation|scar|bronchitis|covid|virus|tooth abscess|bite|insect bite|(burns|burning|stings|stinging|hurts) when i (pee|wee|go|pass)|cystitis|gallbladder|appendix|line in my arm|drip|picc|stoma|peg|graze|scratch|leg sore|bad (leg|foot|toe)|septicaemia|thermometer|(pee|urine|wee|water) (is|has|smell*|the colour|dark|cloudy|brown|bloody)|kidney trouble|weeping|foot gone black|gone (black|septic|bad)|tablets for (my|his|her) (kidneys|water|chest|leg|waterworks|bladder)|swollen and hot|hot and swollen|red and hot|hot and red|rash going up|rash spreading|trouble with (my|his|her) (catheter|waterworks|water)|tummy bug|that infection""",
    "shiver": "shiver*|shak*|shake|shook|trembl*|rigor*|chatter*|teeth [are ](chattering|going)|all of a shake|the shakes|freezing|frozen|can not get warm|cold to the bone|icy|hot and cold|hot one minute|goose flesh|goosebumps|juddering|rattl*|quak*|chill|chills|the rigors|castanets|shudder*|quiver*|goose pimpl*|bed is shaking",
    "hot": "hot|burning|burning up|boiling|on fire|feverish|fever|temperature|roasting|baking|sweats|flushed|like a furnace|like an oven|like a radiator",
    "foggy": "confused|confusing|muddled|muddle|rambling|delirious|nonsense|not making sense|making no sense|drowsy|sleepy|can not (think|stay awake|keep awake|wake)|speech|slurr*|hallucinat*|seeing things|does not know what day|what day it is|wake up properly|not waking|not (himself|herself)|away with the fairies|mixed up|does not know|did not know|talking rubbish|cannot rouse|wandering|forgetting who|hard to wake|can not wake|will not wake|disorientated|disoriented|think straight|head is swimming|lost track|double dutch|muttering|talking (funny|daft|gibberish|silly)|can not keep (my|his|her) eyes open|does not make sense|not making [any] sense|keeps dropping off|sleeping all|barely awake",
    "mottled": "mottl*|blotch*|marbl*|like marble|purple|lacy|patchy|like corned beef|blue|rash that (does|will) not (fade|go)|grey",
    "dying": "going to die|i will die|i am dying|feel like i am dying|feel like dying|goner|the end (for|of) me|this is (the|my) end|it is the end|not going to make it|will not make it|done for|on my way out|had it|not long for|at deaths door|at death door|death warmed up|never felt (this|so|as) (ill|bad|poorly|rough|awful)|never been (this|so) (ill|bad|poorly)|every muscle|all my muscles|every bone|every joint|agony all over|ache all over|aching all over|curtains for me|worst i have ever (felt|been)|so ill i|meet my maker|last legs|at my last gasp|never been this bad|never felt like this|never this bad|worst ever",
    "dry": """
        (not|never|hardly|barely) [had|been|passed|done|made|gone|managed] [for|to] [a|any|pass|do|go for a] [drop of|proper|single] (wee|pee|water|urine|widdle|piddle|number one|tinkle)
        |not [been] able to (go|wee|pee|pass)|(can|could) not (wee|pee|go for a wee|go for a pee|pass (water|anything|any)|make water)|not had a wee|nothing to pass|not (spent|been able to spend|able to spend) a penny|can not spend a penny|could not spend a penny|not been to spend a penny
        |(bag|catheter|bottle) (is|has been|been|has|was) [all|completely|still] (empty|dry|nothing)|nothing (in|coming|has come|is coming|comes|came) (the|my|into|out|down|through) [the|my] [catheter|bag|tube]|no (urine|wee|pee)|catheter (dry|empty)|bag (been|all day) empty|empty bag
        |not a drop|not passed a thing|water has (stopped|dried up)|bag bone dry""",
    "long_time": "since (yesterday|last night|this morning|breakfast|the morning|lunch)|all (day|night)|today|yesterday|twelve hours|twenty four|a day|for hours|hours|two days|day|night|morning|lunchtime|feel|poorly|ill|pain|swollen|terrible|tummy|belly|shiver*|hot",
    "ill": "ill|poorly|terrible|dreadful|awful|rough|bad|worse|worst|unwell|rotten|shocking|like death|horrible|ghastly|lousy|wretched|weak|sick|being sick|vomiting|throwing up|aching|ache|muscles|bones|feel|feeling|felt",
    "spreading": "spread*|red line|red lines|red streak*|tracking|creeping up|going up|running up|red and hot|hot and red|red hot|swollen and|hard and|pus|weep*|ooz*|smell*|stink*|stinks|smells|reek*|green|yellow|cloudy|bloody|blood|leaking|angry|throbbing|worse|black",
    "place": "wound|cut|leg|foot|toe|scar|stitches|dressing|sore|ulcer|catheter|incision|hand|finger|arm|heel|operation|bite|graze|wee|water|urine|pee|skin|bag|hip",
    "infected_place": "wound|cut|scar|stitches|dressing|sore|ulcer|catheter|incision|bite|graze|operation|infection|infected|abscess|bad leg|bad foot|bad toe",
}

OTHERWISE = '''
    "shiver*|shak*|shook|freez*|frozen|trembl*|rattl*|hot|boiling|burning|cold|chill*|quak*|quiver*|roasting|temperature" ~5 "heating|heater|radiator|window|draught|cardigan|blanket|bus stop|waiting for that bus|snow|weather|ghost|film|laugh*|sun|summer|beach|sea|swim*|tea|soup|dinner|bath water|kettle|oven|driving test|excite*|nerves|milkshake|hands with|cocktail|ice cream|wool|paint|dress|flowers|curtains|cake|statue|computer|football|dance|gossip|oil|shook hands|shake hands|shook my hand|shake your hand|maracas|cold hands|warm heart" & !"infection|fever|catheter|wound|feel (terrible|awful|dreadful|ill|poorly)|teeth|temperature (is|of)"
'''

ROWS = (
    Row(
        name="grave_sign",
        level=TriageLevel.EMERGENCY,
        says="an infection or fever with a grave sign",
        when="""
            infection & foggy
            infection & mottled
            infection & dry
            infection & dying
            infection & shiver
            shiver & urine|"pee|wee" & "colour|dark|smell*|burn*|sting*|cloudy|blood|not|bag"
            infection & breathless|urgent_breath|"breathing fast|fast breathing|out of breath|get out of breath"
            infection & racing & heart
            infection & "slipping away|keep (water|anything|food) down|keeping (nothing|anything) down|passing out|cold (hands|feet|and clammy)|clammy|collapse*|faint*|dizzy|can not stand|vomit*|being sick|throwing up|too weak"
            infected_place|"waterworks|infection" & shiver|"sick|weak|dizzy" & hot|ill|foggy
            "(burning up|fever|temperature|high temperature)" & ill & "heart|dizzy|worse|terrible|awful|dreadful"
            hot & "whole body|every (bone|muscle|joint)|ache* all|never been this"
            "so hot i am cold|hot and freezing|burning and (shaking|shivering|freezing)|cold and burning"
            infection & weak & "as water|kitten|can not|too|stand|eyes"
            skin & "patchy|mottled|blotchy|marbled" & "cold|ice|muttering|sleepy|ill|drowsy"
        """,
        unless=OTHERWISE + ' "dressing gown|salad dressing|fancy dress|gossip|computer|before my jab|flu jab|flu jabs|bug bear|temperature (in here|outside|of the)|dressing (up|table)|cut glass|cut price|the cut of|paper cut|bite to eat"',
    ),
    Row(
        name="rigor",
        level=TriageLevel.EMERGENCY,
        says="violent shivering",
        when="""
            "(can|could) not stop (shaking|shivering|trembling|juddering)"
            "the rigors|rigors|rigor"
            shiver & "hold the (phone|cup)|bed|teeth|rattle*|head to foot|head to toe|bed (rattle*|shak*)|uncontrollabl*|so hard|so bad|violent*"
            "can not get warm" & shiver|ill|hot
            "(shivering|shaking|freezing|frozen|shivery|shivers|cold)" & "(burning up|burning one|boiling the next|hot one|sweating the next|fever|hot and cold|hot all over|one minute|feverish|then boiling|and hot|hot and)"
        """,
        unless=OTHERWISE + ' "sobbing|crying|upset|grief|fright|what he said|hit me|shouted"',
    ),
    Row(
        name="feels_dying",
        level=TriageLevel.EMERGENCY,
        says="feeling so ill as to be dying",
        when="""
            "(feel|think|feeling|sure|thought|know|swear|believe)" <4 "(i am|i will|i might be|i could be|i am going to|going to|like i am|like) (dying|die|be dead|goner|a goner|finished|done for)" & !"want to die|wish"
            dying & ill|infection|hot|shiver|weak|sick & !"i want"
            "never felt (this|so|as) (ill|bad|poorly|rough|awful)"
            "feel like (death|i am dying|dying)"
        """,
        unless=OTHERWISE + ' "embarrass*|hunger|hungry|thirst*|bored*|shame|die laughing|of thirst|when i saw|i want to die|wish i|going to die (one day|sometime|some day)|all going to die|everyone dies"',
    ),
    Row(
        name="dry",
        level=TriageLevel.EMERGENCY,
        says="no urine for most of a day",
        when="dry & long_time",
        unless='"dog|washing up|plants|water the|glass of water|drink of water|hot water|bottled|tap|boiler|holy water"',
    ),
    Row(
        name="mottled",
        level=TriageLevel.EMERGENCY,
        says="mottled skin",
        when="""
            skin ~5 mottled & "ill|cold|sleepy|burning|infection|poorly|hot|feel|gone|fever|breathing|shiver*|drowsy|weak|icy"
        """,
        unless=OTHERWISE + ' "paint*|ink|varnish|bruise|nail|bump*|fell|fall|knock*|jumper|dye|lolly|berr*|socks|stockings|slippers|tights|fishing|tattoo|hair|varicose|cat|rinse"',
    ),
    Row(
        name="infected",
        level=TriageLevel.URGENT,
        says="an infection that is getting worse, or a fever",
        when="""
            place ~8 spreading & "red|hot|smell*|pus|ooz*|weep*|spread*|cloudy|line|swollen|green|worse|blood|streak*|stink*|angry|black"
            "(i have|have got|have|i have got|running|run|got|with|feel|i am|am|is) [a|all] [high|bit of a|slight|raging|terrible|bad|touch of] (temperature|fever|feverish)"
            "(burning up|feverish|hot and shivery|shivers all night|the shivers|night sweats)"
            "(burn*|sting*|hurts|pain|painful|agony) when i (pee|wee|go|pass)" 
            "(my|his|her) (pee|urine|wee|water)" ~5 "(cloudy|smelly|stinks|stink|smells|dark|brown|bloody|blood|orange|rust|colour of (tea|cola|coke|rust|mud|stout|gravy)|burns|stings|like (tea|cola|treacle|fire))"
            "(water|urine|wee|pee|bladder|kidney) infection"
            "stings (something|when|like|to|every)|stinging (when|something)" & urine
            "(stitches|wound|scar|cut|dressing|sore|ulcer)" ~5 "(red|angry|weep*|ooz*|smell*|stink*|hot|throb*|green|yellow|black|burst|open*|worse)"
            "catheter" & "leak*|block*|cloudy|smell*|blood|pain*|sore|pulling|not draining|hurts"
            "(urine|water|wee|pee|kidney|bladder|chest) infection" & "got|have|back|again|worse|another|think|bad|this|terrible|with"
            "infection" & "worse|spread*|back|not clearing|still|another|not shift*|no better|pain"
            "temperature (is|was|of|has)" <4 "(thirty eight|thirty nine|forty|a hundred|hundred|up|high|through|over|#number)"
            "(shivery|shivering|shivers)" & ill|hot
        """,
        unless=OTHERWISE + ' "took my temperature|temperature in|oven|saturday|dressing gown|salad|jam|strawberr*|cream|catch*|fever pitch|hay fever|paint|water (the|my) (plants|roses)|shower|wee (dram|lad|lass|boy|girl|bit|while|dog)|flower|sore (head|loser)|tap|kettle|red (wine|hot|dress|rose|carpet|wool)|paint"',
    ),
)
