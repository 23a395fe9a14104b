"""Overdose and wrong medicine: too many, twice, the wrong one, another's, poison, a child, bleeding on thinners."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "child_name": "(is|he is|she is) [only] (one|two|three|four|five)|year old|years old|(one|two|three|four) and",
    "med": """
        tablet|tablets|pill|pills|medicine|medicines|medication|medications|capsule|capsules|dose|doses|insulin|warfarin|paracetamol|aspirin|aspirins|codeine|co codamol|morphine|oramorph|patch|patches|ibuprofen|digoxin|metformin|painkiller|painkillers|pain killers|pain pills|(sleeping|heart|water|blood pressure|night|morning|evening|bedtime|little|pink|white|yellow|blue|brown|red|iron|steroid|diabetes|diabetic|nerve|sugar|thyroid|parkinsons|cancer|strong|tea time|breakfast|lunchtime|sleep) (ones|tablets|pills|medicine|capsules|pill|tablet|patches)|sleepers|statin|statins|blood thinners|blood thinner|oxycodone|tramadol|antidepressant*|antibiotics|prozac|valium|diazepam|drops|syrup|linctus|cough (mixture|medicine)|injection|jab|water tablet|beta blocker*|steroids|zopiclone|temazepam|gabapentin|pregabalin|lithium|apixaban|sedative*|vicodin|percocet|levothyroxine|bisoprolol|ramipril|amlodipine|atenolol|prescription|blister pack|pill box|dosette|laxative*|night time ones|morning lot|evening lot|night lot|co-codamol|anadin|nurofen|solpadeine|advil|nytol|antihistamine*|sleeping draught|heart ones|the night ones|the morning ones|eliquis|novolog|lantus|units|cough stuff|pill organiser|week box|weeks box|days box|bottle of (aspirin|paracetamol)""",
    "took": "took|taken|swallowed|swallow|had|given|gave|inject*|drank|drunk|ate|eaten|put on|popped|downed|knocked back|gulped|used|taking|necked|stuck on|got through|have had|dosed|doubled|munched|chewed|sucked",
    "too_many": """
        too many|too much|twice|twice over|double|doubled|double dosed|overdose|overdosed|extra|handful|handfuls|fistful|a whole|whole (strip|packet|box|bottle|lot|week|tray|pack|card|row)|the lot|all of (them|my|this|the|those)|all (my|this|the) [week|weeks|day] [s|worth] [of]|all (this|the|my) week|two lots|double lot|more than (i should|i ought|one|the|it says|usual|prescribed|my)|second (lot|dose|one|set|time)|another (one|dose|lot|two|set|tablet|pill)|in one go|at once|all together|over again|again|three times|two doses|both lots|a load of|loads of|a few too|several|one after another|double up|doubling up|doubled up|a bunch of|week worth|days worth|whole day|whole bottle|half a bottle|half the (bottle|box|packet)|an extra|a lot of|in one (day|go|sitting|night|swallow|gulp)|all in one|the whole (lot|box|week|bottle|strip|tray)|whole (weeks|days|months) [worth]|whole week|most of the|on top of|instead of (one|two|half|fifteen|ten|five|four|six|eight|twelve|twenty)|the wrong amount|wrong (amount|dose|number)|ten times|double amount|more than""",
    "many": "#many|dozen|handful|fistful|loads",
    "unsure": """
        (not|can not|could not|do not|cannot|never) [for the life of me] (sure|remember|recall|think|know|certain|tell|be sure|be certain)|did i|have i|had i|i might have|i may have|might have|may have|unsure|forgot (whether|if|i|that i)|forgotten (whether|if|i|that i)|lost track|no idea (if|whether|how many)|in a muddle|got muddled|could i have|should i have|wonder (if|whether)|do not think i|i think i (have|may|might|took)|i think|whether i|whether or not|mixed up whether|do you know if i|think i have|can not be sure|have not a clue""",
    "wrong": """
        wrong|someone else|somebody else|somebody elses|someone elses|(my|the|his|her) (husband|wife|neighbour|friend|sister|brother|daughter|son|mum|dad|dog|cat|mother|father|mate|roommate)|husband|wife|neighbour|friend|dog|cat|not mine|mixed up|mix up|muddled|by mistake|mistaken*|by accident|accident*|instead of|out of date|expired|different (ones|colour|looking)|not like mine|never (yellow|blue|white|pink|red)|never seen|in error|lady in the next bed|man in the next bed|next bed|old (tablets|pills) from|meant for|belong* to|that was not mine|were not mine|was not for me|confused (them|the)|thought (it|they) (was|were) my|the dog|the cat|another (persons|patients|residents)|his tablets|her tablets|his pills|her pills|old bottle|found (some|a|in)""",
    "poison": """
        bleach|cleaner|cleaning (stuff|fluid|liquid|product|spray)|toilet cleaner|detergent|dishwasher [tablet|tablets|pod|pods]|pod|pods|washing (liquid|up liquid|powder|capsule|tablet|pod|pods)|laundry|soap|disinfectant|dettol|weedkiller|weed killer|antifreeze|paint|paint stripper|white spirit|turps|turpentine|mouthwash|mouth wash|denture (tablet|tablets|cleaner|cleaning)|steradent|battery|batteries|button battery|pink tablets fizzing|fizzing|stuff for (cleaning|cleanin|the toilet|the drains|my teeth|washing)|stuff (they|you) (clean|wash) with|shampoo|perfume|aftershave|hand (gel|sanitiser|sanitizer|wash|cream)|sanitiser|sanitizer|polish|petrol|bubble bath|fabric softener|fabric conditioner|softener|methylated|meths|plant (food|feed)|slug pellets|rat poison|mothballs|moth balls|ear drops|eye drops|nail (varnish|polish) [remover]|varnish|lighter fluid|wrong bottle|ammonia|drain (cleaner|stuff)|oven cleaner|shower gel|lotion|ointment|hand lotion|vapour rub|cleaning stuff|glue|paraffin|brake fluid|window cleaner|liniment|rubbing alcohol|suppositor*|the cream|my cream|fertiliser|insecticide|fly spray|descaler|limescale|under the sink|from the shed|from the garage|the blue stuff|the stuff for|a battery|drain stuff|bathroom cleaner""",
    "swallowed": "drank|drunk|drink|drinking|swallowed|swallow|swallows|ate|eaten|eating|sipped|sip of|sips|mouthful|gulp*|had a (drink|swig|mouthful|sip|gulp|taste|go|bite)|swig*|tasted|bit into|chewed|sucked|licked|taken a|took a|got (it|some) in (his|her|my) mouth|in (his|her|my) mouth|thought it was|had some|had a bit",
    "small_child": "child|grandson|granddaughter|grandchild|grandchildren|grand daughter|grand son|baby|toddler|little (one|ones|girl|boy|lad|lass)|great grandson|great granddaughter|great grandchild|boy|girl|kiddie|kid|kids|children|two year old|three year old|four year old|year old|bairn|nipper|grandbaby|wee one",
    "bleeding": "bleed|bleeding|bleeds|blood|bloody|nosebleed|nose bleed|black (stools|poo|motions|tar|as)|stools|tarry|black as|bruise*|bruising|coughing blood|blood in (my|the)|gums|pink (urine|wee|water)|red (urine|wee|water)|coffee grounds|motions|when i wiped",
    "bleeds_on": "will not stop|would not stop|can not stop|not stopped|not stopping|for (an hour|hours|ages|half an hour|twenty minutes)|an hour|hours|all night|stop bleeding|keeps|black|tar|coughing|gums|everywhere|soaked|pouring|towel|lump|huge|all over|again|wiped|bowl|toilet|head|without|down the",
    "alcohol": "whisky|gin|sherry|brandy|vodka|rum|wine|port|scotch|bourbon|drink|drinks|alcohol|lager|beer|booze|half a bottle",
    "woozy": "sleepy|woozy|drowsy|dizzy|funny|queer|sweaty|shaky|sick|faint|yellow|blurred|swimmy|floaty|confused|muddled|ill|peculiar|strange|shivery|trembl*|heart|can not stay awake|can not keep my eyes open|weak|numb|hot|unwell|bad",
    "slip": "wrong time|in the morning|at (lunch|breakfast|dinner|lunchtime)|at night|this morning|instead",
}

TAKEN_RIGHT = '''
    "(as|like) (the|my|i) (doctor|nurse|chemist|pharmacist|label|box) (said|says|told|wrote|ordered)|after breakfast like|right on time|on the dot|with my breakfast|bang on"
    "tablet of soap|computer|tablets and phones|on my tablet|ipad|patch of (grass|garden|land)|purple patch|eye patch|vegetable|cabbage|eye drops (help|are)|drop of|biscuit*|chocolate*|cake|pie|pies|pudding|tomatoes|roses|plants|lawn|soup|salt|sugar|crisps|potatoes|sweets"
    "(cups|cup) of tea" & !med
'''

ROWS = (
    Row(
        name="too_many",
        level=TriageLevel.EMERGENCY,
        says="too much of a medicine taken",
        when="""
            took <6 too_many <6 med
            took <6 med <7 too_many
            took <3 many <3 med
            took <3 many <3 "of (them|those|these)" & med
            took <2 med & "(twice|two times|double|again|at once|in one go|all together|the lot)"
            too_many <2 med & "taken|took|swallowed|had|injected|put|given|gone|done|been|feel|now|i am" & "by (mistake|accident)|accident*|sleepy|woozy|muddle|i have|i took|gone and|today|this morning|tonight|just|yesterday"
            "(double dosed|overdosed|overdose)" & med|"i have|i think|i am|my"
            "insulin" ~9 "twice|wrong|double|too much|mixed|extra|again|second|fifty|forty|thirty|sixty|hundred|doubled"
            "(took|taken|had|swallowed|put) (the lot|them all|all of them|the whole (lot|strip|box|packet|bottle|week))"
            "(a|another) [whole ](strip|packet|bottle|box|handful) of (tablets|pills|paracetamol|aspirin|sleeping|painkillers|them|my|co|those|the)" & took
            "(took|taken|swallowed|put on|had)" <2 "#many|three|four|five|six|ten|eight" <5 "one|ones" & med
            "(patches|patch)" & "(three|four|extra|two|another|second|forgot to take|did not take|still on|both)" & "on|on me|now|sleepy|drowsy|old one"
            "(nurse|carer|he|she|they)" <3 "(gave|given|give)" & "again|twice|second time|another nurse|already had" & med
            "gave (me|him|her) it (again|twice)" & med
            took <4 many <3 med & "instead|since|giddy|dizzy|sick|sleepy|by"
            "(taken|took|had|swallowed) (the lot|them all|all of them)" & "tablets|pills|sleeping|painkillers|medicine|ones|rest|sleep"
            "(blood sugar|sugar|sugars)" & "low|two|hypo|dropped|crash*" & "shaky|sweat*|insulin|confused|faint|dizzy|weak"
            "(swallow|swallowed|eaten|ate)" <4 "(battery|batteries|denture|dentures|ring|coin|tooth|pin|bone|button)"
        """,
        unless=TAKEN_RIGHT + '''
            unsure <8 took & !"insulin|woozy|sweat*|dizzy|faint|sleepy"
            "i take (#many|#number|my|about|all)|a day|every day|per day|had my (#number|eight|five) (tablets|pills)|my (#number|two|three|four|five|six) (tablets|pills)" & !"twice|again|by mistake|one go|at once|woozy|instead|double|too many"
            "how (many|much)"
            "twice a day|three times a day|four times a day|times daily|twice daily" & !"instead|by mistake|too"
            "over the (years|week)|for years|all my life"
        ''' + '\n "charity shop|to the tip|to the dump|photographs|photo*"',
        through="hypothetical absent",
    ),
    Row(
        name="maybe_double",
        level=TriageLevel.URGENT,
        says="not sure whether a medicine was already taken",
        when="""
            unsure & took & med
            unsure <6 took <4 "(them|it|two|one|mine|twice)" & med|"already|box|empty|packet|morning|tonight|pill box|bottle|double"
            "(did|have|had) i" <3 "(take|taken|had|have|took)" <3 med|"them already|it already|my (lot|morning|night|evening|dinner) (ones|lot)|them"
            "(box|packet|pack|tray|compartment|slot|bottle|dosette|pill box)" <5 "empty|gone|missing|should not be|run out" & med|"take|taken|took|sunday|already"
            unsure & "doubled up|double up|took two|had two|taken two|doubled" 
            "already (had|took|taken|have|swallowed)" & med & "another|more|again|second|too|safe side|as well|one"
            "(not sure|feeling|suspicion|worried|afraid|scared|think|believe) i (have|had|took|may|might|already)" & med & "already|another|twice|two|before|double"
            med & "(so i|and|but i) (took|had|have taken|have had) (another|two|one|a second|some) [more|one|to|just|lot]"
            "forgot* (i|that i) had (taken|had)" 
        """,
        unless='"glasses|keys|song|name|film|(doctor|nurse|she|he) (said|told) (i|me)|bus|dinner yet|order*|pick* up|collect*|biscuit*|sweets|photo*"',
        through="hypothetical absent resolved",
    ),
    Row(
        name="wrong_strong",
        level=TriageLevel.EMERGENCY,
        says="the wrong medicine taken",
        when="""
            took <7 wrong <5 "(insulin|heart|warfarin|blood|morphine|sleeping|digoxin|diabetic|diabetes|sugar|pressure|patch|injection|painkiller*|thinner*|cancer|epilepsy|methadone|antidepressant*)" & med
            took <7 "(insulin|heart|warfarin|morphine|digoxin|sleeping|diabetes|diabetic|blood pressure)" & "(wrong|husband|wife|not mine|by mistake|someone else|somebody else)"
            "wrong" <4 "(insulin|injection|dose|strength|amount of (insulin|medicine|morphine))" & took|"i|me|my"
            took & wrong & med & woozy
        """,
        unless=TAKEN_RIGHT + ' "swapped|nearly took|almost took|picked up|caught it in time|noticed in time|before i (took|swallowed)|but i did not"',
        through="hypothetical absent",
    ),
    Row(
        name="wrong",
        level=TriageLevel.URGENT,
        says="the wrong medicine, another's, or at the wrong time",
        when="""
            took <7 wrong <4 med
            took <5 med <6 wrong
            med <4 "(is|are|was|were|not) [not] (mine|my|husband|neighbour|wife|someone|somebody|his|hers|the dog)" & took
            "(these|those|they) (are|were|is|was)" <3 wrong & med & took
            "(gave|given|giving|brought|brings) (me|him|her)" <4 wrong & med|"mine|medicine|ones"
            took <5 "(night|morning|evening|bedtime|tea time) (ones|tablets|pills|lot|medicine|dose)" & "(in the morning|at (breakfast|lunch|night|dinner)|this morning|instead|by mistake|wrong time|muddled)"
            "(out of date|expired)" & med & took
            med <4 "(muddled|mixed|jumbled|confused|swapped|wrong way|back to front|upside down)" & "i|my|me|morning|night|taken|took|got" & !"nearly|before i"
            "(morning|evening|night|lunch)" <2 "(and|with) (morning|evening|night|lunch)" & med & "muddl*|mix*|wrong|swap*"
            "(gave|given|giving|giving me|handed|brought)" <3 "(me|him|her)" <6 "(pills|tablets|medicine|ones|pill|tablet)" <6 "(for|belong*|meant) (the|to|for|someone|mrs|mr)"
            "(skipped|missed|not taken|not had|run out of|ran out of|stopped taking|have not taken|have not had|left off|gone without)" <4 "insulin|heart|warfarin|digoxin|steroid*|epilepsy|parkinson*|blood (thinner|thinners|pressure)" & "days|week|since|two days|yesterday"
            took <4 name <3 med
            took & "one of (his|her|harry|my|the|mums|dads)|some of (his|her|my|the)|couple of (his|her|my)" <4 med & "ran out|mine|his|her|husband|wife|neighbour|friend|sister|brother|daughter|son|instead"
            "(ran out|run out)" & "took|borrow*|lent" & med
        """,
        unless=TAKEN_RIGHT + ' "swapped|nearly took|almost took|picked up the wrong|caught it in time|noticed in time|before i (took|swallowed)|(dog|cat) (has|had|takes|took) (its|his|her)|vet|generic|same stuff|same thing|sorted it|cupboard|gave the dog|gave the cat|wrong (bus|coat|train|turn|umbrella|day|way|room|idea)|my husband (used|always)|remind*|fetch*|collect*|helps me|took me to"',
        through="hypothetical absent",
    ),
    Row(
        name="poison",
        level=TriageLevel.EMERGENCY,
        says="something poisonous swallowed",
        when="""
            swallowed <7 poison
            poison <5 "thought it was" & "juice|squash|sweet|water|milk|drink|wine|lemonade|cordial|sugar|tea|pop|tasted|i had|mint|mints"
            poison <8 swallowed & "i|he|she|him|her|mistake|accident*|instead|child|baby"
            "put" <4 "(bleach|cleaner|washing up liquid|detergent|polish)" <3 "in my (tea|coffee|drink|glass|cup)"
        """,
        unless='"cake|the tin of|wine and|soap opera|soap box|play dough|lick of paint|paint a|drink problem|polish (vodka|people|sausage*|man|nurse|girl|lady)|english polish|on my (hands|face|legs|arms)|paint drinks|(washed|wash) (it|them|the|my)"',
        through="absent",
    ),
    Row(
        name="child",
        level=TriageLevel.EMERGENCY,
        says="a child has got at the medicine",
        when="""
            small_child|child_name <12 med & "(got into|got hold|eaten|ate|swallowed|missing|had|in (his|her) mouth|playing with|open|opened|took|taken|been at|been in|chewing|sucking|found|drunk|drank|sweets|mouthful)" & !"injection|jab|nurse|doctor|needle"
            med <8 small_child & "(eaten|ate|swallowed|missing|in (his|her) mouth|got hold|got into|drunk|drank|chewing|taken|sweets)"
            small_child & "(been|got) (at|in|into|hold of) (my|the)" & med
            small_child|child_name & med & "mouth|floor|empty|missing|swallow*|eaten|lips"
        """,
        unless='"gave me|fetches|brings me|reminds|child proof|doctor gave|her own|his own|prescrib*|asthma|calpol|as a (child|boy|girl)|when i was|reminds me|counts"',
        through="absent",
    ),
    Row(
        name="bleeding",
        level=TriageLevel.EMERGENCY,
        says="bleeding on blood thinners, or that does not stop",
        when="""
            thinner & bleeding & bleeds_on|"nose|cut|bleeding|bled|wee|stools|poo|vomit*|gums|blood"
            "(stools|poo|motions|number two|number twos)" <6 "(black|tar|tarry|blood|bloody|red)"
            "(bleeding|bleed|blood)" <5 "(will|would|can|has|does|is) not (stop|stopped|stopping|stem)"
            "(will|would|can) not stop bleeding"
            "(coughing|cough|vomiting|throwing|bringing|brought|sick|vomit*|spit*|passing|passed|pass|peeing|weeing|wee)" <4 "[up] blood|coffee grounds"
            "blood in my (wee|urine|water|stool|stools|poo|motions|phlegm|vomit)"
            "nose" <4 "(will not stop|bleeding (for|an|since|again)|pouring|streaming with blood|bled (for|all))"
            "bleeding (for|from|since|heavily|badly|like|everywhere|all over)" & !"heart|love"
            thinner & "swell*|swelled|swollen|purple|growing|bruise*|lump|black and blue" & "bump*|bang*|knock*|fell|hit|getting bigger|growing|spread*|huge|all over"
        """,
        unless='"blood pudding|black pudding|orange|no trouble|blood test|blood donor|blood brothers|no bleeding|film|nose bled once|bleeding (heart|cheek|nuisance|cold|thing|liberty|noise|expensive)"',
    ),
    Row(
        name="with_drink",
        level=TriageLevel.URGENT,
        says="medicine taken with alcohol",
        when="""
            took <8 med & alcohol & "with|washed|and|on top" & "(whole|half|handful|sleeping|painkiller*|morphine|strong|lot|bottle|several|few|some|co codamol|tramadol|woozy|dizzy|valium|all)"
        """,
        unless='"glass of water|drink of water|drink of milk|hot drink|drink of tea"',
    ),
)
