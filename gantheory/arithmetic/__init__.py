"""The arithmetics in which one definition runs: floating, ball, symbolic, and two for behaviour at an end.

A law's log-density, a divergence's integrand and a GAN's payoff are each written once, over the operations
of :class:`gantheory.arithmetic.interface.Arithmetic`, which is passed in as ``A``.
"""
