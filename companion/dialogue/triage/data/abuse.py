"""Abuse and neglect: hurt, locked in, robbed, threatened, left soiled, touched; fear of somebody and pleas for secrecy."""

from __future__ import annotations

from companion.dialogue.triage.rules import Row
from companion.messages import TriageLevel

CONCEPTS = {
    "violence": """
        hit|hits|hitting|slap|slaps|slapped|slapping|punch*|kick*|shov*|push|pushes|pushed|pushing|pinch|pinches|pinched|pinching|grab|grabs|grabbed|grabbing|shakes|shook|shaken|drag|drags|dragged|dragging|twist|twists|twisted|twisting|strangl*|throttl*|chok*|beat|beats|beaten|beating|batter|batters|battered|thump*|smack*|clout*|burn|burns|burned|burnt|scald*|bite|bites|bit|spit|spits|spat|yank|yanks|yanked|yanking|jab|jabs|jabbed|poke|pokes|poked|belts|belted|clobber*|wallop*|clip|clips|clipped|throws|threw|chuck*|wrench*|squeezes|hurt|hurts|hurting|knock|knocks|knocked|manhandl*|man handl*|whack*|headbutt*|scratches|scratched|pulls|pulled|flings|flung|attack*|assault*|nip|nips|nipped|thrash*|swipe*|swip*|lash*|tug|tugs|tugged|flick*|hurls|hurled|slam|slams|slammed|bend|bends|bent|squash*|smother*|stab*|sits on|sat on|stamp*|stood on|digs|dug""",
    "victim": "me|my (arm|arms|hair|face|wrist|wrists|leg|legs|head|neck|throat|hand|hands|ear|ears|fingers|shoulder|back|mouth)|us|him|her|my (husband|wife|friend|mum|mother|dad|father)",
    "agent": "he|she|they|someone|husband|wife|son|daughter|carer|carers|nurse|nurses|grandson|granddaughter|nephew|niece|brother|sister|neighbour|man|woman|girl|boy|lad|staff|cleaner|lodger|partner|helper|care worker|care assistant|assistant|home help|night (staff|nurse|carer|girl)|son in law|daughter in law|friend|that one|him|her|people|orderly|warden|lady|visitor|builder|stepson|stepdaughter|grandchild|cousin|those two|the one who|matron|manager|landlord|men|women|one of them|one of the|whoever|them",
    "lock": "lock|locks|locked|locking|ties|tied|tying|straps|strapped|bolts|bolted|shut|shuts|trapped|chained|restrain*|pinned|barricad*|imprisoned|prisoner",
    "bad_touch": "touch|touches|touched|touching|feels|felt|fiddl*|grop*|fondl*|rubs|rubbed|put (his|her|their|a) (hand|hands|fingers)|puts (his|her|their|a) (hand|hands|fingers)|(his|her) hands|hand (goes|went|up|down|under)|interfer*|kiss*|strokes|stroked|rubbing",
    "private": "where (he|she|they|no one|nobody|it) (should|must|ought|did|do|does|had no)|should not|shouldn't|private|privates|down below|down there|under my (nightdress|skirt|clothes|blanket|pyjamas|nighty)|my breast*|my chest|bottom|between my legs|inappropriate*|interfere with me|up my (skirt|nightdress|leg)|in a way|intimate*|in my bed|into my bed|in bed with me|i do not like|i did not want|do not want (him|her) to|personal|wrong place|my bits",
    "money": "money|pension|savings|saving|bank|card|cards|bank card|purse|wallet|jewel*|ring|rings|brooch|necklace|cash|cheque|cheques|cheque book|chequebook|pin|pin number|house|account|handbag|bag|watch|valuables|silver|benefits|allowance|inheritance|bank book|change|medals|deeds|things|belongings|pounds|dollars|heirloom|statement*|social security|check book|checkbook|checks",
    "taken": "missing|gone|disappear*|vanish*|taken|taking|takes|took|stole|stolen|steals|stealing|steal|nicked|pinched|helping (himself|herself|themselves)|helps (himself|herself|themselves)|empt*|drain*|going out|going missing|nothing left|short|has had|keeps|kept|spent|spends|spending|using|uses|never (brings|gives|see)|will not give|cleaned (me|us) out|clean out|bleeding me|borrow*|withdraw*|withdrew|drawing out|drew out|robbed|robbing|robs|fleec*|walked off with|made off with|had my|got my|sold|selling|controls|in charge of|not allowed",
    "carer_word": "carer|carers|nurse|staff|night staff|care worker|assistant|helper|orderly|girl who|one who|woman who|man who|the lady who|whoever",
    "soiled": "wet|soiled|dirty|messy|in my own (mess|dirt|filth|urine|muck|water|wee|pee)|in (wet|dirty|soiled|soaking) (pad|pads|bed|sheets|clothes|knickers|pants|things)|filth|filthy|in (urine|wee|pee|mess|it)|wet (pad|bed|sheets)|sodden|soaking|stinking|unwashed|on the (toilet|commode|bedpan|bed pan)|hungry|thirsty|cold|without (food|water|a drink|anything|my)",
    "left": "left|leave|leaves|leaving|lie|lying|lay|sit|sitting|sat",
    "fear": "frightened|scared|afraid|terrified|dread|dreading|fear|petrified|scares|frightens|nervous|live in fear|wary|cower*|flinch*|frit|feart",
    "secret": "do not (tell|say|let|repeat|mention|breathe|let on)|must not (tell|say|know|repeat|let|find|hear)|can not tell|not to (tell|say)|promise not to|promise you will not|will not tell|will you not tell|keep it (secret|quiet|between|to yourself)|between (us|ourselves|you and me|me and you)|not supposed to (say|tell)|between ourselves|if (he|she|they) (knew|find|finds|found|heard|hears)|dare not (tell|say)|tell (nobody|no one|anyone|anybody)|not a word|daren't tell|please do not (tell|say)|find out i",
    "threat": "threat*|says (he|she|they) (will|would|is going)|said (he|she|they) (will|would|was going|is going)|going to (hurt|hit|kill|get|beat|smack|slap|put me|send me)|will (hurt|hit|kill|beat|smack|slap|put me|send me|stop|leave me|take|lock|smash|burn)|would (hurt|hit|kill|beat|put me|send me|slap)|or (he|she|they) (will|would)|kill me|hurt me|if i (tell|say|do not|did not|complain|ring|make|refuse|breathe|change|argue|speak)",
}

# The belt at home and the cane at school long ago, games, pets, presents, prices.
OTHERWISE = '''
    "hit*|beat*|push*|shov*|kick*|thrash*|slap*|knock*|grab*|hammer*|punch*|rob*|stole|steal*|tie*|lock*|took|takes|kill*|threat*|scared|won|win|wins|cheat*|bully" ~6 "dominoes|chess|draughts|whist|cards|scrabble|game|match|football|team|goalkeeper|penalty|cricket|tennis|bowls|bingo|snooker|darts|race|quiz|monopoly|rummy|cribbage|snap|tiddlywinks|boxing|wrestling|judo|pillow fight|water fight|snowball*"
    "teacher|headmaster|headmistress|nuns|schoolmaster|cane|strap when|the strap|ruler|at school|as [a ](child|children|kid)|when we were|in those days|growing up|sergeant|evacuat*"
    "tell|say|secret|mention|let on|took|takes|bought|money|find out|know" ~8 "birthday|surprise party|surprise|christmas present|a present|bought (her|him|them)|anniversary|gift|necklace for"
    "my late|when i lived|after dark"
    "rob*|stole|steal*|taken|pinch*|took|takes|taking|empt*|drain*|fleec*|money|threat*|charge*|bleed*" ~6 "price|prices|council|tax|taxman|supermarket|shop|shops|parking|government|electric|petrol|car park|plumber|garage|gas board"
    "hit*|bit|bites|scratch*|knock*|push*|jump*|kick*|nip*|pinch*|grab*|sting|stung|butt*|attack*|peck*|locked|took" ~3 "cat|kitten|puppy|dog|parrot|budgie|horse|goat|swan|goose|donkey|seagull*|wasp|bee|mosquito*"
    "(door|gate|cupboard|branch|ball|drawer|lid|boot|trolley|swing|tree|wave|wind)" <2 "hit|banged|caught|knocked|bit|trapped|pinched"
    "good cause|charity|in my chair|round the park|round the garden|for a walk|swing|physio* push*|exercise"
'''
GOOD_HANDS = '''
    "(looks after|handles|does|do|sorts) (my|the|all my|all the) (money|banking|bills|pension|finances)" & "good|lovely|honest|bother|kind|thank*|marvellous|glad|trust|bless|handy|help"
    "i (lost|mislaid|left|dropped|forgot|spent|gave|won|bought|lent|saved|put|keep|hid)" <4 "(my|the|a|some) (purse|money|ring|bag|watch|card|change|keys|pension|handbag)" & !"he|she|they|someone|carer|nurse"
'''

ROWS = (
    Row(
        name="violence",
        level=TriageLevel.EMERGENCY,
        says="being hit or handled roughly",
        when="""
            agent|person|name <4 violence <2 victim
            violence <1 "me" & agent|person|name|"again|every|when|because"
            "(knocks|knocking|knocked|smacks|throws|threw|slams|pushes|shoves|chucks) (me|her|him|us) (about|around|down|against|into|onto|over)"
            "(raises|raised|lays|laid|lifts|lifted) (his|her|a|their) (hand|hands|fist|fists) (to|on|at) (me|us|her|him)"
            "(gives|gave|got|getting|get) [me] [a|another] [good ](hiding|beating|thrashing|slap|clout|kicking|thump|smack|black eye)" & agent|person|name
            "(rough|heavy handed|cruel|violent|brutal)" ~4 "with me|with her|with him|to me|handling|handled|hands" & "bruis*|hurt|mark*|arm|arms|cry|scream|crying|pain|bleed*|skin"
            bruises & agent|person|name & "rough|grab*|hold*|hurt|did|gave|made|from|handl*|gripp*|pull*|lift*"
            "by the (hair|arm|wrist|scruff|throat|neck|ear)" & violence
            "throws things at me|throws (plates|cups|a cup|things)|with (a|his|her|the) (belt|stick|fist|shoe|slipper|ladle|walking stick)" & agent|person|name & violence|"at me"
            "hurt* me" & agent|person|name & !"feelings"
            "(pillow|cushion|hand|cloth|towel|soap)" <3 "(over|on|in|against) my (face|mouth|nose|head)" & agent|person|name
            agent|person|name <4 "(holds|held|pins|pinned|ties) (me|my (arms|hands|nose|head|wrists|legs))" & !"hand walking|when i walk|so i do not fall"
            "(forces|forced|shoves|shoved|rams|pushes) (food|tablets|pills|it|them|a spoon) (down|in|into) (my|me)"
            agent|person|name <4 "(bent|bends|pulls|pulled|twisted|twists) my (finger|fingers|thumb|arm|wrist)"
            "cold water over me|(pours|poured|throws|threw) (water|tea|soup|food) (over|at|on) me"
        """,
        unless=OTHERWISE + ' "needle|blood test|jab|injection|dressing|physio|massage|we laughed|for a laugh|feelings|joke|(cry|tears) of joy|knocked on|pulled my leg|pushed the"',
        through="absent resolved jest",
    ),
    Row(
        name="rough",
        level=TriageLevel.URGENT,
        says="rough or cruel treatment",
        when="""
            "(rough|cruel|nasty|horrible|unkind|spiteful|vicious|mean|heavy handed|wicked)" <3 "(with|to|towards) (me|us|her|him)"
            agent|person|name <3 "(shout*|scream*|swear*|curses|yell*|bawl*|laugh*|sneer*) at (me|us)"
            agent|person|name <4 "(calls me|call me|called me) [all|horrible|nasty|stupid|terrible|awful|a|an|such|dirty|bad] (names|stupid|dirty|useless|nasty|old|lazy|bitch|cow|pig|thing|disgusting)"
            agent|person|name <4 "(loses|lost|has|flies into) (his|her|a) (temper|rage|rages)" & "me|i|with me|at me|again"
            agent|person|name <6 "(makes|made) me (feel|cry|beg|sit|wait|eat|sleep|stand|apologise)" & "small|cry|beg|dirty|floor|cold|frightened|worthless|in the dark|outside|hours|alone|scared"
            "look at (these|my|the|this) (bruise|bruises|marks|arm|arms)"
            "(bruise|bruises|marks)" & agent|person|name & "did|gave|hold*|held|grab*|lift*|wash*|dress*|care"
            "(so|gets|get|got) [so|very|really|that] (angry|cross|mad|nasty) with me" 
            agent|person|name <4 "(takes|took|taken|hides|hid|hidden|keeps|moves|moved|puts|put|confiscat*|removed|removes|locked away|snatch*|grabbed)" <3 "(stick|frame|walker|phone|telephone|glasses|specs|teeth|hearing aid|hearing aids|bell|buzzer|call button|wheel chair|crutches|zimmer)" & "away|from me|hide*|hid|so i|can not reach|out of reach|off me|punish*|when i"
            agent|person|name & "(speaks|talks|spoke|talked|treats|treated|treat) [to] me (like|as if|as though) [i am|i was] [a] (dirt|rubbish|dog|animal|child|stupid|nothing|an animal|muck)"
            "(pulls|pulled|drags|yanks|throws|hauls|pushes) me (about|around)"
            agent|person|name & "(drugs|drugged|dopes|doped) me|tablets to keep me quiet|give me something to keep me quiet|keep me quiet"
            "(laugh|laughs|laughed) [at me] when i (cry|fall|wet|ask|fell|cried)"
            agent|person|name & "(broke|breaks|smashed|smashes|threw out|burned|burnt|destroyed) my (glasses|phone|photos|photo*|things|stick|frame|letters|hearing*)" & !"accident|by mistake|sorry"
        """,
        unless=OTHERWISE + ' "new glasses|cleaned my|to be mended|repair*|lovely|kind"',
        through="absent resolved",
    ),
    Row(
        name="locked_in",
        level=TriageLevel.EMERGENCY,
        says="being locked in or tied",
        when="""
            agent|person|name <5 lock <3 "me|us|my (room|bedroom|door|hands|wrists|arms|legs)|the (door|bedroom|room)" & "me|in|us|my"
            lock <1 "me" <3 "in|up|out|to|down|away"
            "(tied|strapped|locked) [me|up] (to|in|into|down|up)" & agent|person|name & "me|chair|bed|room|commode|toilet|hands"
            "i am (locked in|tied|strapped|a prisoner|shut in|being kept|kept)" & !"with work|up with|busy|covid|snow"
            "(keep*|kept|hold*) me (prisoner|locked|in the|in my|here against|shut)" & "against|locked|room|prisoner|dark|cupboard|days|out"
        """,
        unless=OTHERWISE + ' "locked myself|seat belt|i locked|laces|apron|scarf|hair up|shoes|wheel chair on the bus|for the car|to be safe in the van|ribbon"',
        through="absent resolved",
    ),
    Row(
        name="cut_off",
        level=TriageLevel.URGENT,
        says="being kept from people, food or leave to go",
        when="""
            agent|person|name <3 "(will|would|does|do|did) not (let|allow|give) (me|us)" <5 "(see|phone|ring|talk|speak|leave|go|have|use|out|eat|drink|anyone|any|my|food|dinner|tablets|a drink|visitors|water|call|sleep|get up|get out)"
            "(not allowed|will not be allowed|forbidden|never allowed|stops me|stopped me)" & "see|phone|ring|visitors|out|talk|speak|leave|eat|friends|family" & agent|person|name
            "have to (do (what|as|everything) (he|she|they)|ask [for] (permission|leave))|(ask|asking|beg|begging) (permission|leave) (to|for)|(i am|not) (allowed|permitted) (to|out|any|in|my)|only allowed|(he|she|they) (decides|decide|controls|control|tells me) (when|what|who|if|everything|where)"
            "(punish*|withhold*)" & "me"
        """,
        unless=OTHERWISE + ' "pudding|second helping|cake|chocolate|smoke|cigarette|win|doctor|diet|pay|lift a finger|wash up|help with|drive|sugar|bless|kind|treat me|heavy|ladder"',
        through="absent resolved",
    ),
    Row(
        name="sexual",
        level=TriageLevel.EMERGENCY,
        says="being touched sexually",
        when="""
            agent|person|name <6 bad_touch <6 private
            bad_touch <4 "me" <4 private
            "(came|comes|gets|get|got|climb*|slid*|slips|crept|creeps) (in|into|in to) (my bed|bed with me|the bed with me|beside me|with me)"
            "(hand|hands|fingers) (up|under|down|inside|between|on) my (nightdress|skirt|blouse|pyjamas|legs|clothes|breast*|trousers|knickers|pants|nighty|dress|thighs)"
            "(raped|molested|molests|interfered with|assaulted|abused|abuses|groped|gropes|fondled) me|(exposed|exposes) (himself|herself)|plays with himself|sexual* (with me|to me|assaulted me|things)"
            "(makes|made|asks|asked|wants|forces|forced) me to (touch|undress|strip|kiss|do things|look at)" & agent|person|name
            "(watch*|stare*|photograph*|takes pictures|films)" ~4 "me" & "undress*|naked|in the (bath|shower)|no clothes"
            "(lies|lay|lying|gets|got) (on top of|down with|down beside) me" & agent|person|name
        """,
        unless='"(cat|dog|kitten|puppy|baby|grandchild*|toddler|grandson|granddaughter)" <3 "bed|climb*|got|gets|jump*"\n "my heart|song touched|(moved|touched) me to tears|film|comfort*|read me|tuck* me|cup of tea in bed|breakfast in bed|into bed with a (book|cocoa)|helps me|helped me|help me" & !"should not|down there|down below|private"',
        through="absent resolved remote",
    ),
    Row(
        name="money",
        level=TriageLevel.URGENT,
        says="money or papers taken",
        when="""
            agent|person|name|carer_word ~9 taken & taken ~6 money
            money <5 "(has|have|keeps|keep|been|is|are|was|just|going|always) [been|gone|going] (missing|gone|disappear*|vanish*|going (out|missing)|taken|stolen|emptied|drained|short)" & "every time|since|whenever|when|carer|he|she|they|someone|all my|again|name|visit*|comes|weeks|account|savings"
            "(helping|helps|helped) (himself|herself|themselves) to my"
            "(made|makes|make|forc*|got|get|gets|trick*|wants|wanted|keep* (asking|telling|on)|press*|bully*|bullies|bullied) me [to ](sign|change my will|change the will|put|hand over|give (him|her|them)|transfer|write (him|her|them))" 
            "sign* [some|the|these|those|my|over|a|away] [house|legal] (papers|paper|house|will|form|forms|document*|cheque*|it over|everything over)" & agent|person|name
            agent|person|name <5 "(change|changed|changing) (my|the) will"
            "(never|not) (gives|brings|give|bring|giving|gave|brought) (me|back) [back ](my|the|any) (change|money|card|receipt*|pension)"
            "(emptied|drained|cleaned out|cleared out|wiped out|raided) (my|the|our) (account|savings|bank|purse|money)"
            "(put|moved) (his|her|their) name on my (house|account|deeds)"
            "savings (are|have) [all] gone"
            "(no idea|do not know|never know|never see|not told|can not see) [where|what|how much] (my|any of my|happens to my|has happened to my) (pension|money|savings|benefits|cheque)" & agent|person|name
            agent|person|name & "(no need|do not need|not need) to know" & money|"bank|bills"
            "sees to my money"
            agent|person|name <4 "(keeps|holds|controls|has had|has got|has) my (pension|money|bank card|card|bank book|cheque book|savings|benefits|purse)"
            "(signed|sign) (my|the|over my|away my) (house|home|flat|bungalow|savings|money|car|land) [over|away]" & "not want|kept on|made|forced|did not|they|he|she|understand|keep on|nagg*" 
            agent|person|name <4 "(sold|selling|pawned)" <3 "my (car|house|rings|ring|jewel*|things|furniture|watch|silver)"
            agent|person|name <3 "(reads|opens|hides|keeps|takes) my (letters|post|mail|bank)"
        """,
        unless=OTHERWISE + GOOD_HANDS + ' "seat|biscuit*|chips|bingo|raffle|sponsor*|my (joke|idea|heart)|plumber|bus home|bus fare|taxi|the bins|photo*|medicine|tablets|temperature|blood pressure|washing|dry clean*|shopping list|dead|funeral|inherit|lucky"',
        through="absent resolved",
    ),
    Row(
        name="threat",
        level=TriageLevel.EMERGENCY,
        says="being threatened with harm",
        when="""
            agent|person|name <6 "(will|would|going to|says|said|threat*|wants to)" <6 "(kill|hurt|hit|beat|smother|strangle|stab|burn|harm|slap|drown|smack|batter|thump) (me|us|him|her)"
            agent|person|name <6 "(put me|send me|have me put) (somewhere|where|away|in a home|in the|in a)" & "if|tell|or|threat*|says|said"
            agent|person|name & "or else|if i tell|if i say [anything|a word]|make me (sorry|pay|regret)"
            "threat*" ~6 "me|us" & agent|person|name
            agent|person|name <6 "going to (hurt|kill|hit|get|beat|smack) (me|us)"
            "(holds|held|puts|pulls|pulled|put|waves|points|pointed) (a|the|his|her) [kitchen|bread] (knife|gun|scissors|blade|razor)" <2 "(to|at|on|near) (me|my|us)"
            "(knife|gun|hammer|axe|poker|scissors|fist|fists|bat)" & agent|person|name & "at me|to my|in my face|threat*|wav*|held|pull*" 
        """,
        unless=OTHERWISE + ' "killing me with|in stitches|kindness|laugh*|joking|tickle"',
        through="absent resolved",
    ),
    Row(
        name="neglect",
        level=TriageLevel.URGENT,
        says="being left without care",
        when="""
            left <6 soiled & "me|us|i|my|him|her|myself" & "they|he|she|nobody|no one|all (night|day|morning)|for hours|hours|again|always|staff|carer|nurse|someone|hour|left me|name"
            "(they|he|she|staff|carers|nurses|nobody|no one|carer|nurse|girls|night staff|daughter|son)" <2 "(do|does|will|did|would|never|have|has|ever|will not) [not|even|ever|hardly] (change|changed|wash|washed|feed|fed|give|gave|help|helped|come|comes|came|answer|answers|answered|turn|turned|bath|bathed|bring|brings|clean|cleaned|check|checked|gives|changes|washes|feeds|helps)" & "me|us|food|drink|bell|buzzer|hours|all night|all day|days|bed|toilet|when i (ring|call|press)|pad"
            "(nobody|no one|not a soul|none of them)" <3 "[has ](come|comes|came|been|answers|answered|helps|changes|cares)" & "bell|buzzer|hours|rang|ring|call*|all (day|night)|days|wet|toilet|food|hungry|since"
            "(not had|had no|had nothing|no|without|not been given|not given me)" <3 "(food|a drink|water to drink|anything to (eat|drink)|meal|dinner|bath|wash|clean clothes|to eat|drink)" & "days|since yesterday|all day|two days|week|weeks|since" & "they|she|he|nobody|given|carer|no one|son|daughter|brought"
            "(i am|am|get|be|being) left" <4 soiled & !"cold (meat|drink)"
            "(sit|sitting|lie|lying|lay) in my own (mess|filth|urine|muck|dirt|wee|pee|water)"
            "(ignore*|ignoring) (me|my bell|my buzzer|us)"
            "(takes|took|moves|moved|puts|hides|unplugs) (my|the) (bell|buzzer|call button)"
            "(they|he|she|son|daughter|carer|carers)" <3 "(eat|eats|ate|takes|take|steal|finish) my (food|dinner|meals|lunch|breakfast)" & !"chips"
            "(leave|leaves|left|gives|give) me" <4 "(slice of bread|scraps|nothing|crusts|leftovers|cold tea|a biscuit|one meal)" & "day|all|they|he|she|night"
            "(will not|do not|does not|never|refuse*)" <3 "(heat*|turn the heating|put the (heating|fire))" & agent & "me|cold|freez*"
            "(fed|feeds|eaten|given)" & "once a day|nothing|not been fed|one meal" & "they|he|she|i|daughter|son"
        """,
        unless=OTHERWISE + ' "phone me|write to me|letter|rings me up|(post|milk|bin) man|in the rain|visitors|bus|left (school|home|the|work|me (a|his|her|some))|garden"',
        through="absent resolved",
    ),
    Row(
        name="fear",
        level=TriageLevel.URGENT,
        says="being afraid of somebody close",
        when="""
            fear <4 "of (him|her|them|my|that|the|being alone with|being left with|going home)|(when|if|what|to be|being) (he|she|they|alone|left|on my own)|him|her" & agent|person|name & !"thunder|dark|dying|losing|death|falling|spider*|for (him|her|them)|not knowing"
            fear <3 "of" <2 name
            fear <5 "(alone|on my own|left) with (him|her|them|that|my|the)"
            secret & "he|she|they|him|her" & "mad|nip*|smack*|angry|cross|hurt*|pinch*|hit*|shout*|worse|slap*|frightened|scared|find out|finds out|said anything|kill|pay for|take it out|temper|punish*|me suffer|at night|rough"
            secret & name & "frightened|scared|comes|hurt*|night|afraid"
            "(walk|walking|tread|treading) on eggshells|egg shells"
            "please do not (let|send|make|leave)" <3 "(him|her|them|me)" <4 "(in|back|near|here|come|home|alone|with)" & fear|"him|her|them"
            "do not (leave me|let me be) [alone|here] with (him|her|them|that)"
            fear & "what (he|she|they) (will|might|would|is going to) do"
            "(never know|do not know|not know|no telling) what (he|she|they) (will|might|is going to|would) do"
            "(go|goes|went|come over|get|gets) [all] (shaky|cold|sick|trembl*|stiff|quiet|tense)" <6 "(when|if|every time) [i hear|i know|my] (he|she|son|daughter|husband|wife|carer|nephew|grandson)" & !"wedding|excite*"
            "(when|if) (my|the|that)" <3 agent <3 "(visits|comes|is here|is on|arrives|calls|stays|is on shift|is on duty)" & "frightened|scared|shaky|hide|afraid|dread|sick|trembl*|lock my"
        """,
        unless=OTHERWISE + ' "cancer|operation|exam|driving|motorbike|university|army|hospital result*|will be lonely|sharks|big dog"',
        through="absent resolved",
    ),
)
CONCEPTS["bruises"] = "bruise|bruises|bruised|bruising|marks on (me|my)|black eye"
