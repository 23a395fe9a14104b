"""Confusion that is new: lost, not knowing people or place, seeing things, wandering; new since a medicine."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "muddled": """
        muddled|muddle|confused|confusing|mixed up|disorient*|fuzzy|foggy|cotton wool|scrambled|all over the place|blank|gone|wrong|peculiar|queer|not right|not working|swimming|cloudy|in a fog|in a haze|hazy|fog|like porridge|like mush|like treacle|like soup|to pieces|away|playing tricks|strange|funny|odd|bewildered|in a whirl|spinning|slipping|going|upside down|topsy turvy|jumbled|like cotton|addled|woolly|spaced out|away with the fairies|full of (cotton|fog|wool|mist|porridge)|off with the fairies|not all there|not with it|out of it|in a dream||doolally|gaga""",
    "cannot_think": "(can|could) not (work (things|anything|it all) out|take (anything|things) in|think straight|think clearly|think|concentrate on anything|make sense of (anything|it|things)|follow (a word|anything|what|the)|work out (where|what|who|how|which)|understand (anything|what)|remember (my own|his own|her own|my name|where i|who i|who|how to|my address|what year|the word|anything|a thing)|tell you (what (year|day|month)|where|who|my)|think (which|where|what|who|how)|keep (a thought|anything in)|get my (head|thoughts) (straight|round|together|in order))",
    "onset_new": "suddenly|sudden|all of a sudden|came on|come on|today|tonight|this morning|this afternoon|since|yesterday|last night|overnight|woke|new|never (did|does|was|been|like|before|done)|not like (me|him|her)|was fine|were fine|perfectly fine|sharp as|right as|just started|started|all at once|this evening|now|changed|out of character|gone|has gone|from nowhere|an hour ago|all mixed|quite suddenly|within|couple of (days|hours)|normally",
    "new_med": "new (tablets|tablet|pills|pill|medicine|medication|ones|patch|patches|dose|capsules|drug)|(put me on|gave me|given me|started me on|put him on|put her on)|(changed|upped|increased|altered|switched|put up|doubled|started) (my|his|her|the|on|me on|him on|her on) (tablets|pills|medicine|medication|dose|those|these|new|a)|those (new|yellow|white|little|pink) (tablets|pills|ones)|since (the|my|they|those|that|i started|he started|she started) (tablets|pills|medicine|changed|new|operation|anaesthetic|started|injection|drip|hospital)",
    "other": "he|she|him|her|husband|wife|mum|dad|gran|grandad|mother|father|grandmother|grandfather|aunt|uncle|brother|sister|neighbour|friend|lady in the next bed|man in the next bed|lady in the|roommate|patient|partner|lady|nan",
    "strange_sights": """
        man|men|woman|women|lady|child|children|boy|boys|girl|girls|people|person|someone|strangers|stranger|cat|cats|dog|dogs|spider|spiders|insects|bugs|beetles|ants|rats|mice|snakes|animals|faces|face|soldier|soldiers|figure|figures|monkeys|birds|things|water|mother|mum|dad|father|husband|wife|worms|shadows|creatures|monks|nun|nuns|horses|crowd|bees|flies|little people|sister|brother|fire|smoke|rabbit*|babies|baby""",
    "strange_place": """
        in the corner|at the (end|foot|bottom|side) of (my|the|his|her) bed|(on|in|under|across|round|over|around|sitting on|sat on) (my|the|his|her) (bed|bedclothes|blanket|covers|sheets|ceiling|walls|wall|curtains|wardrobe|pillow|mirror|carpet|counterpane|quilt|bedspread)|on the ceiling|up the walls|crawling|coming out of|out of the (wall|walls|wardrobe|telly|television)|through the wall|in my (room|bedroom) at night|behind the curtains|behind the curtain|in the mirror|on me|all over me|in my bed|in the wardrobe|(along|on|up|under|over|across|by|behind|near|beside) (the|my|that) (skirting [board]|wallpaper|wardrobe|curtain|curtains|shelf|walls|wall|ceiling|chair|dresser|pillow|mirror|bed|lampshade)|standing by|stood by|(nobody|no one) (is|else|there|can see|sees)|not there|not really there|(is|are) not there|there is not|tell me there (is|are)|says there (is|are)|say there (is|are)|are not there|only i can|nobody else|no one else|(no one|nobody) believes|disappear* when|watching me|standing (over|there|by)|looking at me|dead""",
    "sees": "see|seeing|sees|saw|there is|there are|look at|watching|can see|keep seeing|keeps seeing|hear|hearing|hears|talking to|talks to|speaking to|a man|a woman|spiders|insects",
    "own_people": "me|who i am|us|his own|her own|my own|his wife|her husband|his daughter|her daughter|his son|her son|anyone|anybody|anybody here|family|his family|her family|that woman|that man|this woman|this man|the woman|the man|you|my face|any of you|any of these|these people|the children|herself|himself|the nurse|own name|own wife|own son|own daughter|daughter|son|wife|husband|myself|what (year|day|month)|where (he|she) (is|was)|his home|own house|own bedroom",
}

# Gadgets, games, names, shops, supermarkets; what everybody forgets.
EVERYDAY = '''
    "muddl*|confus*|baffl*|lost|can not|could not|do not know|did not know|forget*|forgot*|mix*|remember|recognise|hopeless|tell|find|understand|bewilder*|fathom|make sense" ~6 "remote|phone|telephone|computer|ipad|gadget|washing machine|cooker|microwave|telly|television|programme|form|forms|council|bins|bin|money|notes|coins|pattern|knitting|crossword|sudoku|my wool|the wool|twins|grandchildren names|names|cousins|stars|supermarket|shops|garden centre|sat nav|roundabout|motorway|map|directions|instructions|recipe|rules|clock change|clocks|timetable|bus times|passwords|password|pin number|jigsaw|puzzle|bill|bills|decimal|metric|quiz|card game|whist|bridge|plot|story|book|film|serial|menu|dance steps|glasses|keys|specs|slipper|hymn|button|buttons|machine|internet|email|wifi|app|light switch|news|accent|jargon|football" & !"nightdress|who i am|where i am|suddenly|do not know where|since yesterday|since this morning|since last night|oven|fridge"
'''

ROWS = (
    Row(
        name="lost",
        level=TriageLevel.EMERGENCY,
        says="not knowing where one is or how one came here",
        when="""
            "(do|did) not know where (i am|i was|this is|we are|he is|she is|i live|the hell)"
            "where am i|where is this place|what is this place|what place is this|where have you (brought|taken|put) me|whose (house|room|bed) is this"
            "this is not my (house|room|home|bed|flat|place|bedroom|kitchen)|not my own (house|room|bed|home)|is not where i live|wrong house|this is not home"
            "who are (all these|these|those) (people|men|women|strangers|folk)|who are you (people|all|lot)|what are you doing in my (house|room|bedroom|home)"
            "(do|did|does) not (know|recognise) (this|the|that) (place|room|house|bed|street|ward)"
            "(no idea|not a clue|have not a clue|not sure) (where|how) (i|he|she) (am|have|has|got|is|was|live|ended|come|came)"
            "how (do|can) i get (home|out of here|back home)" & "do not|where|lost|this place|please|know"
            "(do|did) not know how i (got|came|ended|come) (here|in|to be|up)"
            "(do not|did not|does not) know (anyone|anybody|a soul|a single face|any of these|who i am|who you are|who anyone|who anybody)"
            "(can|could) not (think|remember|work out|tell you|say|recall)" <2 "(where i (live|am|was)|which (house|door|room|one) (was|is) (mine|ours)|my [own ](address|name|way)|who i am|how i got|how to get (home|back))" 
            "(can|could) not find (my|the|our) way (home|back|to my|out)" & !"supermarket|shopping|car park|maze"
            "(outside|in the (street|road|garden|rain|dark)|bus stop|at the bus)" & "nightdress|pyjamas|slippers|do not know|can not find|can not think|lost|where i live|bare feet|dressing gown"
            "what (year|month) (it is|is it)" & "tell|know|think|remember|sudden*|live"
            "i (am|have got|got|feel) [all|so|completely|quite] lost" & "bathroom|street|way|home|help|where|here|corridor|house|own|nightdress|frightened" & !"weight|in the|book"
            "(do|can|did|could) not (know|tell|remember|find|think) which (room|door|bed|house|flat|one) (is|was) (mine|ours)|which room mine|which bed mine|which door mine" & "i|frightened|lost|know|scared"
            "why am i (in|here)" & "bed|place|where|who|wife|what is happening|room|house|hospital"
            "what is happening [to me]" & "where|who|bed|why|wife|husband"
            "(where is|where has) my (wife|husband|mum|mother|dad|baby|babies|children|house|room)" & "this (bed|place|room)|who|why am i|what is happening|not my|gone to|taken"
        """,
        unless=EVERYDAY + ' "when i first (moved|came)|map|sat nav|in this (game|pattern|book)|laughing about it|on holiday"',
        through="absent",
    ),
    Row(
        name="lost_own_place",
        level=TriageLevel.URGENT,
        says="getting lost in a place one knows",
        when="""
            "(got|get|getting|was|am|been|gets) lost" & "bathroom|own|my (street|road|house|home)|coming back|way home|been here|corridor|here (six|five|ten)|years|every day|same|know like"
            "which (house|door|room) (was|is) (mine|ours|my)|(could|can) not (think|find|remember) (which|my) [own] (house|room|door|road|street)" & "own|think|mine|lost|street|find|could"
            "(want|wants|let me|trying|got|need) to go home" & "not my|where is my (mum|mother|dad)|where is mum|mother|waiting for me|mum|do not understand|not my room|this place|school|my mother|who are|these people"
            "(have|got|need) to (get|go) (to work|to school|home to my mother|back to work|ready for (work|school))" & "other|mother|late for|children waiting|mum" 
            "i want my (mum|mother|mammy|dad|father)"
            "which (room|door|bed|house) [is|was] (mine|ours)"
            "lost (a|two|three|whole|some|several|the)" <2 "(day|days|hours|afternoon|morning|night|time|week)" & "account|remember|where|gone|somewhere|blank|no idea|can not"
            "(can|could) not account for"
        """,
        unless=EVERYDAY + ' "first day|moved in"',
        through="absent",
    ),
    Row(
        name="strangers",
        level=TriageLevel.EMERGENCY,
        says="not knowing people who are well known",
        when="""
            other|name <4 "(do|does|did|can|could|will) not (know|recognise|remember|place)" <3 own_people
            "(do|does|did) not (know|recognise) (me|who i am|us|who we are|his own|her own|my own)"
            "not knowing (me|us|who|where|his|her)" & other|name
            "i (do|did|can|could) not (recognise|know|place)" <3 "(that|this|the|my|own|any of) [own] (woman|man|daughter|son|wife|husband|face|lady|girl|family|children|people|mother|sister|brother)" & "says she|says he|daughter|son|wife|husband|my own|house|room|bedroom|mirror|family"
            "(says|said|saying|claims|reckons|tells me|they say) (she|he) is my (daughter|son|wife|husband|sister|brother)"
            "(can|could) not (remember|tell me|say|recall|think of) (his|her|my) [own] name" & "own|i|his|her" & !"that (actor|singer|girl|man)"
            "(call*|calling) me by|calls me (her|his) (mother|sister|mum|wife|husband|brother)|thinks i am (her|his) (mother|sister|mum|wife|husband|brother|dad|father)"
            other|name <5 "(can|could|does|did|do) not" <3 "(his|her|own) name|where (he|she) (is|lives)|what (year|day)|follow a word"
            "(called|calls|calling) me (mother|mum|father|dad|mary|by the wrong|by another|by my sister|by my brother|by my mother)" & other|name
            other|name & "(work out|remember|know|forgot*) how to (use a|hold a|eat|drink|dress|walk|swallow|sit)"
        """,
        unless=EVERYDAY + ' "stars|new girl|behind the mask|with (her|his) new (hair|beard|glasses)|haircut|hair cut|fancy dress|old school photo*|photo*|grown so|new neighbour*|off the telly|pop star*|singers" & !"says she is my|own name"',
        through="hypothetical",
    ),
    Row(
        name="other_sudden",
        level=TriageLevel.EMERGENCY,
        says="somebody suddenly confused",
        when="""
            other|name & muddled & "(confused|muddled|mixed up|disorient*|bewildered|rambling|delirious|away with the fairies|not (himself|herself)|talking (nonsense|rubbish|gibberish)|not making [any] sense|making no sense)" & onset_new
            other|name & "(not (himself|herself)|rambling|delirious|bewildered|away with the fairies|all mixed up|not making [any] sense|making no sense|talking (nonsense|rubbish))" & onset_new
            other|name & "(pull*|pluck*|pick*|tear*|tug*) at (her|his) (clothes|nightdress|blanket|hair|buttons)"
            other|name & "from adam" & "me|us|suddenly"
            other|name & "not (himself|herself) [at all] (today|tonight|this)"
            other|name & "(pick*|pluck*) at (the|his|her) (bedclothes|sheets|blanket|covers|air|bed clothes|clothes)"
            other|name <4 "(wander*|keeps (trying|getting up|going)|trying to (get out|climb|leave|open|go))" & "night|front door|door|window|street|nightdress|work|school|fire|out of (bed|the window)|never did" & !"cat|dog"
            other|name <5 "(thinks|thought|swears|convinced|believes|says|keeps saying)" <5 "(house is on fire|it is (nineteen|the war|wartime)|nineteen|(his|her) (mother|father) is (alive|coming|waiting)|(he|she) is (late|at school|in the war)|(he|she) has [got] to go to work|poison*|spies|the (nurses|staff) are)" & "keeps|trying|climb|fire|window|night|out|shout*|today|sudden*"
            other|name & "(asking|calling|looking|crying|shouting) for (her|his) (mother|mum|dad|father|mam|husband|wife|baby)" & onset_new|"nightdress|night|rain yesterday|right as rain"
            other|name & onset_new & "nightdress|lost|wandering|does not know|not make sense|talking to" & "yesterday|suddenly|today|tonight|never|this morning|right as rain"
        """,
        unless=EVERYDAY + ' "dementia for years|as usual|he always|garden centre|tom cat"',
        through="hypothetical media",
    ),
    Row(
        name="other_confused",
        level=TriageLevel.URGENT,
        says="somebody confused",
        when="""
            other|name <5 "(thinks|thought|swears|convinced|believes|insists)" <6 "(nineteen|the war|wartime|#year|work|school|his mother|her mother|married|army|the children are|young|poison*|spies|someone is|on a (ship|train|boat))"
            other|name & "(talking|talks|speaks|speaking|chatting) to (people|someone|her dead|his dead|the wall|his mother|her mother|no one|nobody|the curtains)" & strange_place|onset_new|"not there|dead|nobody|since"
            other|name & "(confused|muddled|mixed up|rambling|disorient*|delirious)" & !"remote|names"
            other|name & "seeing things|sees things|hearing voices|hears voices|hallucinat*"
            other|name <4 "(keeps|keep) (asking|calling|looking) for (his|her) (mother|mum|father|dad|husband|wife|baby|children)"
        """,
        unless=EVERYDAY + ' "i thought|always|a good one|funny"',
        through="hypothetical media",
    ),
    Row(
        name="sudden_mind",
        level=TriageLevel.EMERGENCY,
        says="sudden confusion",
        when="""
            "(suddenly|all of a sudden|came on|all at once|out of the blue)" & cannot_think|"confused|muddled|mixed up|disorient*|where i (am|live|was)|what year|gone blank|my mind|lost my memory"
            "(something is|something) (wrong|not right|funny|happening|the matter) (with|in|to) my (mind|brain|head|memory)" & onset_new|cannot_think|muddled
            "can not make sense of (anything|it|things|what)" & onset_new|mind
        """,
        unless=EVERYDAY,
    ),
    Row(
        name="muddled",
        level=TriageLevel.URGENT,
        says="feeling muddled",
        when="""
            mind <5 muddled & onset_new|new_med|"i|my"
            "since" <4 new_med & "away with the fairies|not been (right|myself)|peculiar|funny|odd|strange|not myself|forget*|lost|fog*|doo*|dream*|sleep*"
            "away with the fairies|off with the fairies" & "i|he|she|mum|dad"
            new_med & muddled|cannot_think|"see|seeing|dream*|hearing"
            cannot_think & new_med|onset_new|mind
            "i (am|feel|have been|have gone|keep getting|get|was|have got) [all|so|getting|in a] (confused|muddled|mixed up|disorient*|bewildered|befuddled|in a (muddle|fog|haze))" & !"confused (about|by|why|how|because|as to|that|and awkward|with the)|account|card|payment|bank"
            "(put|found|left|leave|putting|keep putting) (my|the) (slippers|kettle|milk|keys|teeth|glasses|shoes|purse|phone|iron|butter|bread)" <4 "in the (oven|fridge|freezer|bin|microwave|washing machine|dishwasher|bath|toilet)"
            "(put|puts|puts|putting) (the|her|his|a|my) [electric|plastic] (kettle|shoes|slippers|iron|purse|phone|teeth)" <3 "on the (gas|hob|stove|fire|ring)|in the (oven|fridge|freezer|microwave)"
            "(he|she|mum|dad|gran|grandad|husband|wife)" & "(never done that before|never did that before|not like (him|her)|not (himself|herself)|out of character)" & "put|forgot*|got|lost|kept|call*|went|turn*|left"
            "(not like|unlike) me" & "forget*|forgot|oven|fridge|remember|think|confus*|lost|muddl*|couldn't tell|tell you why"
            "(losing|lost|going out of|out of) my (mind|marbles|memory|wits)" & !"boredom|over"
            "(time|days|nights) (and|are|is|has) [nights|days] [all ](mixed up|muddled|upside down|jumbled)" & !"programme"
        """,
        unless=EVERYDAY + ' "hair|kitten|headache pills worked|swimming (pool|bath)|over heels|lipstick|made up my mind|gone shopping|food|cold"',
    ),
    Row(
        name="sees_things",
        level=TriageLevel.URGENT,
        says="seeing or hearing what is not there",
        when="""
            sees ~4 strange_sights & strange_place
            strange_sights <6 strange_place & "i|me|my|nurse|they|there is|there are|get them|see|them off|look"
            "(seeing|sees|see|hearing|hear) (things|voices|people)" & "not there|nobody|no one|that are|at night|keep|since|again|i am"
            "(there is|there are) (a|an|two|three|little|some|all these|lots of|people) [little|strange|big|old|black] (man|men|woman|people|children|soldiers|cat|cats|rats|spiders|snakes|insects|bugs|beetles|figure|lady|boy|girl|strangers)" & strange_place|"nobody|not there|nurse says|tell me|wife says|they say"
            "get them off [me]|make them go away"
            "voices" & "hear|hearing|tell*|talking|head|walls|night" & !"choir|singing|radio|children|lovely"
            "(choir|music|singing|voices|knocking|band|whisper*|talking|bells|people|children|radio)" <5 "(in my|in the|inside my|behind my|through my|under my|from the) (wardrobe|walls|wall|head|pillow|bed|ceiling|pipes|mirror|radiator|cupboard|fridge)"
            "faces" & "curtains|wall|walls|wallpaper|window at night|ceiling|carpet|dark|laughing at me|watching me"
            "(laughing|staring|whispering|looking|shouting|talking) at me" & "faces|walls|curtains|ceiling|corner|pictures|photographs|mirror|telly"
        """,
        unless='"window|yard|playground|park|garden|school|bath|sink|film|telly|television|photo*|picture|painting|wallpaper|paper|magazine|corner shop|bus|street|dream*|when i was|years ago|clouds|pattern|knit*|embroider*|bedspread with|toy|teddy|print|zoo|aquarium|on the (fence|lawn|bird table)|cat curls|my cat|the cat (sleeps|is asleep|sits|loves|likes)|our cat|our dog|doctor at the|nurse at the|visit* me|came to visit|cobweb*" & !"not there|nobody|no one|tell me there|says there|they say|are not real"',
    ),
)
