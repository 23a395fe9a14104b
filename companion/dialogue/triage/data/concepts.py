"""Concepts: many ways of saying one thing, named so that rules can be about the thing.

Written after normalisation: contractions are open ("can not"), British spelling, fillers gone.
`a|b` alternatives, `(a|b) c` groups, `[a]` optional, `word*` any ending, `#many` three or more, `#year`.
"""

PEOPLE = {
    "person": """
        husband|wife|partner|spouse|son|daughter|grandson|granddaughter|grandchild|brother|sister|mother|father|mum|dad
        |gran|grandad|grandmother|grandfather|aunt|uncle|cousin|niece|nephew|neighbour|friend|man|woman|lady|ladies|boy|girl
        |baby|child|children|toddler|carer|carers|nurse|nurses|doctor|staff|warden|cleaner|vicar|people|roommate|old boy|old girl
        |lodger|driver|lad|lads|fellows|men|women|kid|kids|chaps|patient|queen|king|actor|actress|villain|character|him next door|missus
        |hubby|mate|pal|feller|husbands|wives|(son|daughter|brother|sister|mother|father) in law|twin|twins|someone|stranger|teacher|dog|cat|player|goalkeeper|vicars|widow
        """,
    "name": """
        alan|albert|alf|alfred|alice|andrew|ann|anna|anne|annie|archie|arthur|barbara|barry|beryl|bert|betty|bill|billy|bob|brenda
        |brian|carol|charles|charlie|chris|christine|clara|colin|daphne|dave|david|debbie|denis|derek|donald|doreen|doris|dorothy
        |earl|ed|edith|edna|edward|eileen|elaine|eleanor|elizabeth|ellen|elsie|emily|emma|eric|ernest|ernie|ethel|eunice|eva
        |evelyn|fiona|florence|frances|frank|fred|freda|geoff|george|gerald|gladys|gordon|graham|gwen|hannah|harold|harriet
        |harry|hazel|helen|henry|herbert|hilda|howard|ian|irene|iris|ivy|jack|james|jane|janet|jean|jeff|jenny|jim|jimmy|joan
        |joe|john|josie|joyce|judith|judy|julia|julie|karen|kate|kathleen|keith|ken|kevin|larry|laura|len|leonard|leslie
        |lilian|lily|linda|lisa|lou|lucy|mabel|maggie|marge|margaret|maria|marie|marion|marjorie|martha|martin|mary|maureen
        |mavis|mick|mike|mildred|millie|minnie|molly|mona|muriel|nancy|nellie|nigel|nora|norma|norman|olive|pam|pamela|patricia
        |pat|paul|pauline|peggy|percy|peter|phil|phyllis|queenie|rachel|ralph|ray|reg|rita|robert|roger|ron|ronald|rosie|roy
        |ruby|ruth|sally|sam|sandra|sarah|sheila|shirley|sid|sidney|stan|stanley|stella|steve|sue|susan|sylvia|ted|terry|thelma
        |thomas|tom|tommy|tony|trevor|vera|vernon|victor|viola|violet|walter|wendy|wilf|wilma|winnie|winifred|yvonne""",
    "i": "i|i am|i have|i had|me|myself|we",
    "me": "me|myself|us",
    "self": "i|me|my|myself",
    "they": "he|she|they|someone|people",
}

BODY = {
    "chest": "chest|breastbone|breast bone|sternum|rib cage|ribcage|[my] ribs|bosom|middle here|jest|where my heart is|behind here",
    "heart": "heart|ticker|pulse|heartbeat|heart beat|palpitation|palpitations",
    "arm": "arm|arms|elbow|elbows",
    "limb": "arm|arms|hand|hands|leg|legs|foot|feet|fingers|knee|knees|fist|thumb|wrist|toes",
    "radiates": "jaw|jawbone|arm|arms|elbow|neck|shoulder|shoulders|shoulder blades|throat|teeth|chin|gullet",
    "face": "face|mouth|smile|smiling|lip|lips|cheek|eyelid|eye lid",
    "lips": "lip|lips|mouth|face|fingers|fingertips|finger tips|nails|nail beds|skin|tongue|complexion",
    "sight": "eye|eyes|sight|eyesight|vision|seeing|looking at|see",
    "head": "head|forehead|skull|temple|noggin|bonce|face|eyebrow|chin",
    "skin": "skin|legs|leg|arms|hands|feet|knees|tummy|belly|face|fingers|toes",
    "throat": "throat|windpipe|gullet|neck|tongue",
    "one_side": """
        [the] [whole] (left|right|one|wrong|same) (side|half)|side of (my|his|her|the|me|him) [poor] (body|face|mouth|head)
        |half (of|my|his|her|the) [my|his|her] (body|face|mouth)|left (arm|leg|hand|foot|eye)|right (arm|leg|hand|foot|eye)
        |(arm|leg|hand|foot|eye) on (the|my|his|her) (left|right)|(left|right) hand side|down one side|one side""",
    "mind": "mind|head|brain|brains|memory|thinking|thoughts|wits|marbles",
    "urine": "wee|pee|water|urine|waterworks|number one|number ones|widdle|piddle|pass water|bladder|tinkle",
}

SENSATIONS = {
    "pain": """
        pain|painful|paining|ache|aches|aching|achy|hurt|hurts|hurting|sore|agony|agonising|burning|burns|throb*|stabbing|stab|stabs
        |cramp|cramps|cramping|twinge|twinges|discomfort|gyp|smarting|soreness|torture|excruciating|killing me|tender|grinding|gnawing|shooting""",
    "pressure": """
        pressure|pressing|pressed|tight|tighter|tightness|tightening|tightened|squeeze|squeezed|squeezing|squeezes|crush|crushed|crushing|heavy|heavier|heaviness|weight
        |band|belt|vice|clamp|clamped|clamping|gripping|grips|gripped|grip|elephant|brick|bricks|anvil|constrict*|bursting|fullness|strap|strapped
        |(sitting|sat|standing|stood|parked|kneeling|leaning|jumping|stamping|stepping) on|parked|squash*|load|concrete|boulder|rock|stone|slab|stuck|sack of|strangl*|knot|bound|shrank|shrunk|shrinking|too small|clutching|squeezes|wrapped|pushing (down|in|on)|leaning|ton|tonne|being pulled|pulled in|like lead|closing in|caving in|funny|queer|odd|strange""",
    "sweat": """
        sweat|sweats|sweating|sweaty|clammy|cold sweat|perspir*|dripping|drenched|soaked|soaking|wringing wet|wet through
        |in a lather|beads of|pouring off|glowing|damp and cold|cold and damp|muck sweat""",
    "pale": """
        grey|ashen|white as (a|the)|pale|no colour|(funny|awful|bad|terrible|dreadful|horrible|shocking|strange) colour|lost (my|his|her|all) colour|putty
        |pasty|deathly|waxy|like a ghost|(my|his|her) colour (is|has|was|all) gone|colour gone|colour has gone|colour (drained|went)|white|like a sheet|lost colour|drained of colour|gone white""",
    "sick": """
        sick|nausea|nauseous|nauseated|queasy|vomit*|throw* up|threw up|bilious|heaving|retch*|puk*|(stomach|tummy|belly) (rolling|turning|churning|over)
        |fetch* up|puny|throwing|off my food|sickly|bring* up my|off my stomach""",
    "faint": """
        faint|faints|fainting|faintness|fainty|dizzy|dizziness|lightheaded|light headed|keel over|pass out|passing out|woozy|giddy|black out|blacking out
        |swimmy|swimming|(everything|it|all|things) (is|are|was|goes|went|going|go|gone) [all] (black|dark|grey|dim|far away)|going black|going dark|about to drop|going to (drop|collapse|go over)|collapse
        |wobbly|jelly legs|legs are jelly|legs gone to jelly|see stars|seeing stars|falling away|going to go over|legs (like|of|to|into) (jelly|water|string|cotton)""",
    "weak": """
        weak|weakness|weaker|no strength|lost [all] [my] strength|washed out|drained|wiped out|no energy|limp|feeble|strength [has] (gone|left|went)|not an ounce of strength
        |all in|done in|floppy|exhausted|like a wet rag|like a rag|can not lift (a finger|my head)|no go in me|feel week|gone week|so week|zapped|worn out|flaked out""",
    "breathless": """
        (can|could) (not|hardly|barely|scarcely) (catch|get|find|draw|take|fetch|get at) (my|his|her|a|any|our|the|proper|decent) [proper|decent|full|deep|good] (breath|wind|puff)
        |(can|could) (not|hardly|barely|scarcely) get [any] breath|short of (breath|puff|wind)|breathless|breathlessness|puffed [out]|out of (breath|puff|wind)|winded|no breath
        |shortness of breath|can not breathe|could not breathe|(struggling|fighting|hard|trouble|labour|difficult|difficulty) [with] [to|in|my] (breathe|breathing|breath)|panting|puffing and (panting|blowing)|short winded|huffing and puffing
        |get my (breath|wind)|no breath|(takes|took|taking|knocks|knocked) the (wind|breath|puff) out of (me|him|her)|not enough (puff|breath|wind)|(can|could) not (draw|take|get) breath|wind out of me|lost my breath|not get [my] breath|gasping|breath (coming|came) short""",
    "gut": """
        indigestion|heartburn|heart burn|trapped wind|wind|acid|reflux|something i ate|something i have eaten|upset (stomach|tummy)|stomach ache|tummy ache
        |stomach|tummy|belly|dyspepsia|gas|agita|pickled onions|bilious|the fish|supper|dinner repeating""",
    "onset": """
        suddenly|sudden|all of a sudden|all at once|out of (the blue|nowhere)|come over|came over|comes over|coming over|came on|come on|comes on|just started|started|one minute|straight off
        |without warning|in a flash|in an instant|hit me|like a bolt|this (minute|instant|second)|gone|has gone|went|in seconds|bang""",
    "numb": """
        numb|numbness|tingl*|pins and needles|pins and needle|no feeling|lost [all] [the] feeling|can not feel|could not feel|dead|deadened|gone to sleep|went to sleep|asleep|prickl*|fizz*|like (wood|rubber|cotton wool|lead|stone|putty)|made of (wood|lead|stone|rubber)
        |wooden|leaden|frozen|like it is (asleep|gone)|dead weight|like a dead thing""",
    "useless": """
        (will|would|can|could|does|did|do|is|has|have) not (work|working|move|moving|lift|do|obey|grip|hold|respond|go|close|bend|budge|wake up|raise|listen|belong|stir|straighten|answer|worked|squeeze|open)
        |useless|limp|weak|weakness|weaker|floppy|flopping|flops|dangling|hanging|hangs|paralysed|dragging|drags|drag|no strength|no grip|no power|no use|stopped working|not working|lost the use|lost use|not my own|not belong
        |stopped (belonging|doing|obeying|answering)|gone on strike|packed up|packing up|giving way|gave way|gives way|heavy [as|like] [lead]|heavier|heavy|give out|given out|gave out|clumsy|disobey*|drops off|dropping everything|funny|queer|turned to jelly|like jelly""",
    "droop": """
        droop|drooping|droops|drooped|droopy|dropped|drops|drop|dropping|sag|sags|sagging|sagged|lopsided|lop sided|crooked|twisted|twisting|twist|wonky|uneven|slid|sliding|slipped|slipping|slumped|hanging|hangs|pulled|pulling|pulls
        |skew*|askew|squiff*|not straight|not even|collapsed|down one side|down on one side|(will|can|does|do|would) not (move|work|smile|lift|go|close)|melted|melting|half a|on one side|one sided|cock eyed|to one side""",
    "jumbled": """
        slur|slurs|slurred|slurring|slurry|jumbl*|muddl*|garbl*|gibberish|gobbledygook|scrambl*|mumbl*|mush|double dutch|back to front|backwards
        |wrong|thick|funny|mixed up|mixing up|peculiar|strange|odd|twisted|tangled|tied up|will not come|would not come|not come out|not coming out|not right|nonsense|rubbish|not making sense|makes no sense|made no sense|make no sense|stuck|all over the place|drunk""",
    "speech": "speech|words|word|talk|talking|talks|tongue|voice|sentence|sentences|speaking|speak|speaks|what i am saying|what (he|she) is saying|name",
    "cannot_speak": """
        (can|could) not (speak|talk|say (anything|a word|what i|my own|it|my)|find (my|his|her|the|any) words|seem to find (my|his|her|the) words|get (my|his|her|the|a) [right] (words|word) [out]|get words out|form (words|a word|a sentence)|put (a sentence|words) together|string (a sentence|words|two words)|make (myself|himself|herself) understood|get [a|my] (word|words|sentence) (out|right))
        |lost (my|his|her) (speech|voice|words|power of speech)|(words|speech) (have|has|had|are) [all] (gone|left|vanished)|words will not come|speech (has|had) gone|mouth will not make words""",
    "no_help": """
        no (better|good|use|effect|help|difference|relief|joy|change)|not (help|helping|helped|work|working|worked|touch|touched|touching|do|doing|done|shift|shifted|shifting|make|made|making|ease|eased|easing|budge|budged|budging)
        |nothing|did not|has not|have not|does not|still|useless|(isn|is) not doing|makes no|made no|has had no|had no effect|not a thing|no different|any good|no easier|not easier|any easier|no looser|no further|made it worse|worse|given up|stopped|empty|run out|ran out|broken|dead|finished|beep*""",
    "urgent_breath": """
        (fight*|struggl*|gasp*|gulp*|battl*|starv*|starved|hungry|desperate|begging|heaving|straining) (for|to get|to catch|to draw) [my|a|more] (air|breath|oxygen|breathe)|fighting to breathe|struggling to breathe|battling to breathe
        |(can|could) not [seem to] (get|draw|suck|pull|take) [in] [enough|any|the|my|much] (air|oxygen)|(can|could) not get [my|a|any] breath|(can|could) not catch (my|a|his|her) breath
        |(can|could) (not|hardly|barely|scarcely|n't) breathe|(hardly|barely|scarcely) breathe|not enough (air|oxygen)|no (air|oxygen)|(is|there) no air|suffocat*|smothering|smothered|drowning|(like|as if i am|as though i am) breathing through
        |stopped breathing|(is|are|not) not breathing|not breathing|throat (is|has|feels) [like] (closing|closed|closing up|swelling|swollen|swelled)|breath* through (a|my)|lungs (are|feel|is|like) (full|filling|like|collapsing|bursting|closing|water)|out of air|clawing for [it|air|breath]|(can|could) not [seem to] (fill|expand|empty|open|inflate) (my|his|her|the) lungs|(can|could) not draw [a] breath|winded and can not|air will not (go in|come)|no air going in
        |(fighting|struggling|battling|straining|labouring) (for|with) (breath|breathing|my breathing|every breath|each breath)""",
}

TIME = {
    "today": """
        now|right now|today|tonight|this (morning|afternoon|evening|minute|week|lunchtime|teatime|weekend)|since (this|last night|yesterday|breakfast|lunch|tea|dinner|supper|i woke|i got up|midnight|dark|it got dark|the weekend)|[an|half an|one] hour ago|minutes ago|hours ago|at the moment
        |again|currently|yesterday|last night|at breakfast|after (lunch|supper|breakfast|tea|dinner)|since (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(on|last) (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|when i woke|woke up|overnight|all night|in the night|all day|just this|earlier|(two|three|four|five) times|days|came on|for an hour|for hours""",
    "again": "again|another|second|third|twice|two times|three times|#number times|keep|keeps|always|more than once|several|every day|every night|over and over",
    "weekday": "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|weekend|christmas|easter|birthday|morning|week|weeks|month|next week|the end of the (week|month)",
}
CONCEPTS_COMMON = PEOPLE | BODY | SENSATIONS | TIME
