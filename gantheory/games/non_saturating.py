"""The non-saturating game: the discriminator's payoff is the minimax game's, the generator minimises -E_q log D."""

from typing import Final

from gantheory.games.game import Game, log_complement, log_sigmoid

#: Not zero-sum: the generator's cost -log D has slope -1/D where the minimax cost has -1/(1-D).
non_saturating: Final = Game("non_saturating", log_sigmoid, log_complement, lambda A, a: A.softplus(-a))
