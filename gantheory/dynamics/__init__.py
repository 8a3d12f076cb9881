"""Training as a dynamical system."""

from gantheory.dynamics.dirac_gan import DiracGAN

__all__ = ["DiracGAN"]
