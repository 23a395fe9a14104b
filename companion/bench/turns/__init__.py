"""Turn-taking: who is cut off and who has to wait, on speech with pauses inside, against other ways of waiting."""
