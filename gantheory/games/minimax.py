"""The minimax game of Goodfellow et al.: both players are paid by V = E_p log D + E_q log(1-D)."""

from typing import Final

from gantheory.games.game import Game, log_complement, log_sigmoid

#: min_G max_D V(G, D): zero-sum; the generator minimises E_q log(1-D), which saturates as D → 0.
minimax: Final = Game("minimax", log_sigmoid, log_complement, log_complement)
