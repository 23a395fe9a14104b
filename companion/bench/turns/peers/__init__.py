"""Other people's turn-taking, run for real: each in its own environment (script/bench-peers), asked over a pipe.

`serve` and the `peer_*` modules run there, with the peer's packages and without ours; nothing of the product needs
them.
"""
