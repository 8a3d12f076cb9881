"""The Dirac-GAN: the smallest GAN whose training does not converge.

Data are a point mass at 0, the generator is a point mass at θ, the discriminator has the logit ψx. Up to a
constant the game's value is f(θψ) with f(t) = -log(1 + e^{-t}); the generator descends it in θ, the
discriminator ascends it in ψ.

Reference: Mescheder, Geiger & Nowozin 2018, Section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from gantheory.arithmetic.floating import Floats

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True)
class DiracGAN:
    """Gradient steps of the Dirac-GAN with learning rate `h` for both players.

    Examples
    --------
    >>> DiracGAN(0.5).simultaneous(1.0, 0.0)
    (1.0, 0.25)
    """

    h: Any

    @staticmethod
    def slope(t: Any) -> Any:
        """f′(t) = σ(-t), with f′(0) = ½; of floats or of a SymPy expression."""
        if isinstance(t, np.ndarray):
            return special.expit(-t)
        if isinstance(t, int | float):
            return float(special.expit(-t))
        import sympy

        return 1 / (1 + sympy.exp(t))

    def simultaneous(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """Both players move at once: (θ - hψf′(θψ), ψ + hθf′(θψ))."""
        slope = self.slope(theta * psi)
        return theta - self.h * psi * slope, psi + self.h * theta * slope

    def alternating(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The generator moves first, the discriminator answers to where it then is."""
        theta = theta - self.h * psi * self.slope(theta * psi)
        return theta, psi + self.h * theta * self.slope(theta * psi)

    def orbit(self, theta: float, psi: float, steps: int, *, alternating: bool = False) -> Floats:
        """The points (θ, ψ) of `steps` steps from a start, the start included; shape (steps + 1, 2)."""
        step = self.alternating if alternating else self.simultaneous
        points = np.empty((steps + 1, 2))
        points[0] = theta, psi
        for k in range(steps):
            points[k + 1] = step(float(points[k, 0]), float(points[k, 1]))
        return points

    def symbolic_step(
        self, theta: sympy.Symbol, psi: sympy.Symbol, *, alternating: bool = False
    ) -> tuple[sympy.Expr, sympy.Expr]:
        """One step as SymPy expressions, for Spectrum and Trajectory."""
        return (self.alternating if alternating else self.simultaneous)(theta, psi)
