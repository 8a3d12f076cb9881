"""What can be asserted, about which laws, and the false twins that keep the checkers honest."""

from gantheory.assertions.claim import Claim, Control
from gantheory.assertions.instance import Family, Instance
from gantheory.assertions.kinds import (
    Assertion,
    Counterexample,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Limit,
    Misprint,
    Optimum,
    Spectrum,
    Step,
    Trajectory,
)

__all__ = [
    "Assertion",
    "Claim",
    "Control",
    "Counterexample",
    "Derivation",
    "Family",
    "Gradient",
    "Identity",
    "Inequality",
    "Instance",
    "Limit",
    "Misprint",
    "Optimum",
    "Spectrum",
    "Step",
    "Trajectory",
]
