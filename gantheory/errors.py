"""Named errors. Each message says what is wrong and what to do about it, in one line."""

from __future__ import annotations


class GantheoryError(Exception):
    """Base of every error that the package raises on purpose; the command line prints it in one line."""

    def __str__(self) -> str:
        # what a message quotes may have lines of its own: an array, a formula
        return " ".join(super().__str__().split())


class InvalidParameterError(GantheoryError, ValueError):
    """A parameter is outside its domain: a negative scale, weights that do not sum to 1, NaN."""


class InexactConstantError(GantheoryError, TypeError):
    """A float stands where an exact constant is needed: write ``Rational(1, 3)`` or ``log(4)``, not 1.386."""


class NoDensityError(GantheoryError, ValueError):
    """The law has no density: a generator that is constant on an interval makes an atom there."""


class NotConvergedError(GantheoryError, ArithmeticError):
    """A numerical method did not reach the tolerance; the message says what it reached and what limits it."""


class NotCertifiedError(GantheoryError, ArithmeticError):
    """No rigorous enclosure is known for this quantity; the message says which part has none."""


class FormulaError(GantheoryError, ValueError):
    """A formula given as text cannot be read, or is larger than the limits allow."""


class UnknownNameError(GantheoryError, LookupError):
    """No claim, law, divergence, figure or topic has this name; the message suggests the nearest."""


class UndefinedQuantityError(GantheoryError, ValueError):
    """A quantity is not defined for these arguments (∞ − ∞, a role that the instance does not bind)."""


class BlackBoxError(GantheoryError, ValueError):
    """A density handed in as code gives what no density gives: a negative value, NaN, a wrong shape, an exception."""


class NotNormalizedError(GantheoryError, ValueError):
    """A density handed in from outside does not integrate to 1; the message says to what, and how surely."""


class SamplesError(GantheoryError, ValueError):
    """A quantity needs a density, and only samples are given, which do not determine one."""


class DimensionError(GantheoryError, ValueError):
    """Data or a law is not one-dimensional, or holds an array of parameters where one law is meant."""


class ReportError(GantheoryError, OSError):
    """A report cannot be written or read; nothing is left half written."""
