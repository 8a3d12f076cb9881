"""How a number is asked for: the options that all divergences take, checked once."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from gantheory.distributions.law import RNG
from gantheory.errors import InvalidParameterError

#: Digits that ``digits=`` may ask for.
MAX_DIGITS: Final = 1000
#: The methods of a single number.
METHODS: Final = ("auto", "closed_form", "quadrature", "enclosure", "monte_carlo")
#: Digits that an enclosure certifies where none are asked for.
DEFAULT_DIGITS: Final = 15
#: Draws of Monte Carlo where none are asked for.
DEFAULT_DRAWS: Final = 2**18


class Options(TypedDict, total=False):
    """The keyword options of every divergence; see :func:`gantheory.divergence`."""

    method: str
    digits: int | None
    rtol: float | None
    atol: float | None
    max_evaluations: int | None
    draws: int | None
    level: float
    rng: RNG
    support: tuple[Any, Any]
    normalize: bool
    tails: str
    throw: bool
    executor: Executor | None


@dataclass(frozen=True)
class Request:
    """Checked options.

    Raises
    ------
    InvalidParameterError
        If an option is out of its range, or contradicts another.
    """

    method: str = "auto"
    digits: int | None = None
    rtol: float | None = None
    atol: float | None = None
    max_evaluations: int | None = None
    draws: int = DEFAULT_DRAWS
    level: float = 0.99
    rng: RNG = None

    def __post_init__(self) -> None:
        if isinstance(self.method, str):
            # estimates name it with a space
            object.__setattr__(self, "method", self.method.replace(" ", "_"))
        if not isinstance(self.method, str) or self.method not in METHODS:
            raise InvalidParameterError(f"method must be one of {', '.join(METHODS)}, got {self.method!r}")
        if self.digits is not None:
            if not (type(self.digits) is int and 1 <= self.digits <= MAX_DIGITS):
                raise InvalidParameterError(f"digits must be an integer from 1 to {MAX_DIGITS}, got {self.digits!r}")
            if self.method in ("quadrature", "monte_carlo"):
                raise InvalidParameterError(
                    f"{self.method} certifies no digits; leave out digits= or take method='enclosure'"
                )
        _check(self.rtol, "rtol", lambda v: 0 < v < 1, "a number between 0 and 1")
        _check(self.atol, "atol", lambda v: 0 < v < float("inf"), "a finite number > 0")
        _check(self.level, "level", lambda v: 0 < v < 1, "a number between 0 and 1")
        for name, least in (("max_evaluations", 1), ("draws", 2)):
            value = getattr(self, name)
            if value is not None and not (type(value) is int and value >= least):
                raise InvalidParameterError(f"{name} must be an integer ≥ {least}, got {value!r}")

    @property
    def certified_digits(self) -> int:
        return DEFAULT_DIGITS if self.digits is None else self.digits

    @property
    def tolerances(self) -> dict[str, Any]:
        """The options of quadrature that were given."""
        given = {"rtol": self.rtol, "atol": self.atol, "max_evaluations": self.max_evaluations}
        return {name: value for name, value in given.items() if value is not None}


def _check(value: Any, name: str, fits: Any, wanted: str) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not fits(value):
        raise InvalidParameterError(f"{name} must be {wanted}, got {value!r}")
