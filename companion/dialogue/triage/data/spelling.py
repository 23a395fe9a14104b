"""Words that are one word: contractions, dialect, British and American spelling, recogniser confusions, fillers."""

from __future__ import annotations


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """`a = b c` lines, `;` between entries -> {a: (b, c)}."""
    entries = (entry.split("=") for line in text.splitlines() for entry in line.split(";") if entry.strip())
    return {left.strip(): tuple(right.split()) for left, right in entries}


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
pop = dad; grandpa = grandad; granddad = grandad; gramps = grandad; grandma = gran; granny = gran; nan = gran; nana = gran
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

PRONOUNS_WITH_IS = frozenset(["he", "she", "it", "that", "what", "who", "there", "here", "where", "how", "when", "this", "everything", "nothing"])
"""After these `'s` is "is"; after a noun it is dropped, as it may be a genitive."""

DROPPED_WORDS = frozenset(
    ["um", "uh", "er", "erm", "ah", "oh", "eh", "hmm", "mm", "just", "really", "very", "quite", "awfully", "terribly", "dreadfully", "actually", "honestly", "simply", "absolutely", "totally", "completely", "bloody", "blooming", "flipping", "blasted", "ruddy", "please", "bit", "literally", "somewhat", "basically", "anyhow", "anyway", "fairly", "frightfully"]
)
DROPPED_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in (
        "ever so", "sort of", "kind of", "you know", "you see", "i mean", "i say", "a bit", "a little bit", "bit of a",
        "a bit of a", "to be honest", "honest to god", "god help me", "i must say", "i have to say", "i am afraid",
        "if you ask me", "to tell you the truth", "as it happens", "that is the truth of it", "bless me",
    )
)  # fmt: skip
"""What people say between the words that count."""

NUMBER_WORDS: dict[str, float] = {
    word: float(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
} | {
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0,
    "ninety": 90.0, "hundred": 100.0, "dozen": 12.0, "thousand": 1000.0,
}  # fmt: skip
