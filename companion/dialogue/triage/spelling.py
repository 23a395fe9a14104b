"""Words that are one word: contractions, dialect, British and American spelling, recogniser confusions, fillers."""

from __future__ import annotations


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """`a = b c` lines, `;` between entries -> {a: (b, c)}."""
    entries = (entry.split("=") for line in text.splitlines() for entry in line.split(";") if entry.strip())
    return {left.strip(): tuple(right.split()) for left, right in entries}


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONTRACTED_WORDS = _table("""
can't = can not; cannot = can not; cant = can not; cannae = can not; canna = can not
won't = will not; wont = will not; shan't = shall not; shant = shall not
ain't = is not; aint = is not; dont = do not; dinnae = do not; doesnt = does not; didnt = did not
isnt = is not; wasnt = was not; arent = are not; werent = were not; havent = have not; hasnt = has not
hadnt = had not; couldnt = could not; wouldnt = would not; shouldnt = should not; mustnt = must not
im = i am; ive = i have; hes = he is; shes = she is; theyre = they are; youre = you are; thats = that is
theres = there is; whats = what is; theyve = they have; weve = we have; youve = you have
gonna = going to; wanna = want to; gotta = got to; dunno = do not know; gimme = give me; lemme = let me
'tis = it is; twas = it was; 'em = them; let's = let us; y'all = you; ma'am = madam; o'clock = oclock
""")
"""Forms that do not open by rule, and the ones a recogniser or a hurried typist writes without the apostrophe."""

VARIANTS = _table("""
color = colour; colors = colour; gray = grey; neighbor = neighbour; neighbors = neighbour; neighbours = neighbour
recognize = recognise; mom = mum; mommy = mum; momma = mum; mama = mum; mummy = mum; mam = mum; daddy = dad
pop = dad; grandpa = grandad; granddad = grandad; gramps = grandad; grandma = gran; granny = gran; nan = gran
nana = gran
pajamas = pyjamas; diaper = pad; diapers = pad; whiskey = whisky; wheelchair = wheel chair; program = programme
nowt = nothing; owt = anything; summat = something; meself = myself; hisself = himself; oot = out; doon = down
ma = my; mah = my; sommat = something; somethin = something; nothin = nothing; feelin = feeling
pane = pain; panes = pain; pains = pain; hart = heart; feint = faint; num = numb; brest = breast; stroak = stroke
brethe = breathe; breth = breath; kneck = neck; alot = a lot; outta = out of; kinda = kind of; sorta = sort of
anymore = any more; myself's = myself; medecine = medicine; meds = medicine; tablits = tablets; labored = laboured
paralyzed = paralysed; vomitting = vomiting; edema = swelling; airplane = plane; licence = license
bathtub = bath; tub = bath; washroom = bathroom; restroom = toilet; loo = toilet; lavatory = toilet; commode = commode
lounge = lounge; settee = sofa; couch = sofa; lino = lino; linoleum = lino; nightgown = nightdress; nightie = nightdress
dressing-gown = dressing gown; inhalers = inhaler; puffer = inhaler; puffers = inhaler; pump = inhaler
nebulizer = nebuliser; vise = vice; tumor = tumour; favor = favour; favorite = favourite; check = check
acetaminophen = paracetamol; tylenol = paracetamol; cocodamol = co codamol; coumadin = warfarin
somebody = someone; everybody = everyone; anybody = anyone; nobody = nobody
folks = people; fella = man; feller = man; fellow = man; chap = man; bloke = man; guy = man; gentleman = man
gal = woman; lass = woman; caretaker = carer; caregiver = carer; aide = carer; auntie = aunt; aunty = aunt
""")
"""Single words -> the form the tables are written in (British spelling; a few recogniser homophones)."""

PRONOUNS_WITH_IS = _set("he she it that what who there here where how when this everything nothing")
"""After these `'s` is "is"; after a noun it is dropped, as it may be a genitive."""

FOLLOWS_IS = _set("""
    gone got been on in at not very all so had down fallen a the come lost stuck out over under still too never always
    just really having bad broken swollen numb dead going getting being ill sick dizzy confused better frightened worse
    hurt hot cold wet blue grey shut stopped
""")
"""After a noun with `'s`, these show that it stood for "is" or "has" and was no genitive."""

DROPPED_WORDS = _set("""
    um uh er erm ah oh eh hmm mm just really very quite awfully terribly dreadfully actually honestly simply absolutely
    totally completely bloody blooming flipping blasted ruddy please bit literally somewhat basically anyhow anyway
    fairly frightfully
""")
DROPPED_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in (
        "ever so", "sort of", "kind of", "you know", "you see", "i mean", "i say", "a bit", "a little bit", "bit of a",
        "a bit of a", "to be honest", "honest to god", "god help me", "i must say", "i have to say", "i am afraid",
        "if you ask me", "to tell you the truth", "as it happens", "that is the truth of it", "bless me",
    )
)  # fmt: skip
"""What people say between the words that count."""

NUMBER_WORDS = {
    word: float(value)
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        ).split()
    )
} | {
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "hundred": 100.0,
    "dozen": 12.0,
    "thousand": 1000.0,
}

FIRST_PERSON = _set("i me my myself mine we us our ours ourselves")
THIRD_PERSON = _set("he she him his her hers himself herself they them their themselves")
NEGATORS = _set("not no never without nor neither hardly")
PASSES_NEGATION = _set("""
    a an the any my his her your their of to be been being is am are was have has had having get gets getting got
    feel feels feeling felt in more at all such real one single sign signs trace trouble problem problems or nor either
    this once yet since ever that do did need going go too hot even because so much want think like thinking planning
    about chest
""")
"""Words a "not" reaches across: "I have not had any of that pain"."""
PAST_VERBS = _set("""
    had was were did fell died went got took broke used jumped hit came swallowed drank ate passed lost slipped tripped
    choked collapsed fainted hanged drowned suffered ended killed became gave left knew thought dropped
""")
"""Said of somebody else, these tell of something over."""
