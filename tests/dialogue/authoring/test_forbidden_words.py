"""Words that must be caught, and words close by that must not."""

from __future__ import annotations

import pytest

from companion.dialogue.authoring.forbidden import bans, slips

CAUGHT = {
    "dose": [
        "Please have 20 mg in the evening.", "That is 5ml.", "Two tablets are enough.", "You may have another pill.",
        "Half a tablet will do.", "Take one more if it hurts.", "Two puffs will open the chest.",
        "Double your dose today.", "You can skip your evening tablet.", "Stop taking your medicine.",
        "A couple of paracetamol may help.", "Ten units of insulin.", "Twenty milligrams.", "take another",
    ],
    "take-now": [
        "Please take it now.", "Take your tablets with water.", "Take them straight away.", "You should take it.",
        "You need to take your blood pressure tablets.", "Good. Now take the red pills.",
        "You can take some painkillers.",
    ],
    "diagnosis": [
        "You have depression.", "You are depressed.", "You seem confused.", "You may have an infection.",
        "You sound a bit anxious.", "It sounds like a stroke.", "That could be pneumonia.", "You're dehydrated.",
        "You probably have dementia.", "Your answers suggest a low mood.", "You might be having a heart attack.",
    ],
    "score-said": ["Your score is nine.", "You scored twelve.", "Your total score was high."],
    "promise": [
        "Help is coming.", "The nurse is on her way.", "You will be fine.", "Somebody will come soon.",
        "Everything will be all right.", "The doctor's coming.", "There is nothing to worry about.", "I promise.",
        "I will call your daughter.", "You are safe.", "An ambulance will be with you.",
        "It'll be fine. You will soon be better.",
    ],
    "own-feeling": [
        "I feel sorry.", "I am happy.", "I'm so sad to hear that.", "I love you.", "I am worried about you.",
        "I missed you.", "That makes me happy.", "I really care about you.", "I am very proud of you.",
    ],
    "human-claim": [
        "I am a nurse.", "I'm your friend.", "I am only human.", "As your friend, I think so.", "We are good friends.",
        "I am a real person.", "I am just a caring woman.",
    ],
    "elderspeak": [
        "How are we today?", "Have we had our breakfast?", "Good morning, dear.", "Well done, sweetie!",
        "Good girl.", "Time for our nap.", "Did we sleep well?", "Come on, my love.", "Yes, dear, it is.",
        "Hello, young man.", "There, there.",
    ],
    "pleading": [
        "Don't go yet.", "Please do not leave me.", "I will miss you.", "Are you sure you want to stop?",
        "Stay with me.", "You promised to talk.", "Do not go.", "Please stay a little longer.",
    ],
    "press-number": ["Press 2 for no.", "Say one to go on.", "For pain press three.", "Dial the number 4 for a song."],
}  # fmt: skip

ALLOWED = [
    "Have you had your morning tablets?", "How many tablets did you have?", "It is time for your evening tablets.",
    "Please leave them until a person has checked.", "It is ten minutes past two.", "Would you like two cups of tea?",
    "Take a deep breath.", "Take your time.", "Did you take your medicine?", "Is it time to take your tablets?",
    "Please do not take your tablets twice.", "I have noted what you take.", "Shall we take a short break?",
    "Do you have depression in the family?", "Have you ever had a stroke?", "Do you feel confused?",
    "If you have an infection, please tell the nurse.", "Are you anxious?", "You said you are depressed.",
    "Have you been bothered by feeling down, depressed or hopeless?", "It is not a diagnosis.",
    "Do you think it is an infection?", "You are right.", "You have a lot to tell.", "Are you safe?",
    "I do not know whether help is not coming.", "A nurse or doctor should know about pain.",
    "I have noted it for the people who look after you.", "Nobody is coming yet.", "You will hear a bell.",
    "Will you be all right on your own?", "Everything is written down.", "I called, and nobody has answered yet.",
    "How do you feel?", "I am sorry to hear it.", "I am glad to hear it.", "I am happy to wait.",
    "Who do you love?", "What do you miss most?", "I hear that you worry.", "Would you like to feel better?",
    "I am a computer program.", "I am not a nurse.", "I am not a person, and not your friend.",
    "Would you like to call a friend?", "Are you a nurse?", "I am the voice of this device.",
    "Who is dear to you?", "Oh dear, that is a long day.", "Would you like honey, milk, or sugar?",
    "Do you love your garden?", "We can talk about it later.", "Shall we go on?", "Shall we play a quiz?",
    "Our questions are done.", "Do you have a pet, or had you one?", "My questions are over.",
    "Do not go to the bathroom alone if you are dizzy.", "Stay where you are.", "You can stop at any time.",
    "Please leave the tablets in the box.", "Goodbye. You can talk to me at any time.", "Did somebody let you down?",
    "Press the red button.", "Please say a number from one to ten.", "Is it one, two, or three?", "Say yes, or no.",
    "You can say a number for how strong it is.", "On two days you had no pain.", "Half of the day is over.",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in CAUGHT.items() for text in texts])
def test_what_must_not_be_said_is_caught(rule: str, text: str) -> None:
    assert rule in {slip.ban.rule for slip in slips(text)}


@pytest.mark.parametrize("text", ALLOWED)
def test_what_may_be_said_is_let_pass(text: str) -> None:
    assert [(slip.ban.rule, slip.words) for slip in slips(text)] == []


def test_every_kind_of_ban_is_tried_here() -> None:
    assert {ban.rule for ban in bans()} == set(CAUGHT)


def test_the_words_found_are_shown() -> None:
    (slip,) = slips("Good morning. The nurse is on her way!")
    assert slip.words == "the nurse is on her way"
