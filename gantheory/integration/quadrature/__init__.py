"""Quadrature: rule → panels → adaptive loop → entry, a small file each."""

from gantheory.integration.quadrature.entry import integrate

__all__ = ["integrate"]
