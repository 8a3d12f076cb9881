"""GANs as two-player games: payoffs, generator costs, and what follows from them."""

from gantheory.games.binary_cross_entropy import binary_cross_entropy
from gantheory.games.game import Game, OptimalDiscriminator
from gantheory.games.minimax import minimax
from gantheory.games.non_saturating import non_saturating

__all__ = ["Game", "OptimalDiscriminator", "binary_cross_entropy", "minimax", "non_saturating"]
