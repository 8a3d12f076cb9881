"""Certified integrals: a ball that contains :math:`\\int F\\,dx`, or a named reason why there is none."""

from gantheory.integration.enclosure.certified import certified, certified_estimate, certified_function
from gantheory.integration.enclosure.entry import Enclosure, enclose

__all__ = ["Enclosure", "certified", "certified_estimate", "certified_function", "enclose"]
