"""Arrays of laws: one kind of law with arrays for parameters.

``Normal(np.zeros(5), 1)`` is an array of five normal laws, of shape (5,). Its entries are made when they are
asked for, so that one with a negative scale does not lose the others.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gantheory.arithmetic.floating import Floats
from gantheory.errors import InvalidParameterError

if TYPE_CHECKING:
    from gantheory.distributions.law import RNG, Law


class LawArray:
    """Laws of one kind, of a batch shape B that the arrays among the arguments broadcast to.

    Attributes
    ----------
    kind : type
        The class of the laws.
    shape : tuple of int
        The batch shape B.

    Raises
    ------
    InvalidParameterError
        If the arrays do not broadcast, or are not of numbers.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> laws = Normal(np.array([0.0, 1.0, 2.0]), 0.5)
    >>> laws.shape, laws[1]
    ((3,), Normal(1, 0.5))
    """

    def __init__(self, kind: type[Law], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        self.kind = kind
        self._arguments = arguments
        self._named = named
        shapes = [array.shape for array in _arrays([*arguments, *named.values()])]
        try:
            self.shape: tuple[int, ...] = np.broadcast_shapes(*shapes)
        except ValueError:
            shown = ", ".join(map(str, shapes))
            raise InvalidParameterError(
                f"the parameters of {kind.__name__} have shapes {shown}, which do not broadcast; reshape them"
            ) from None

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("an array of laws without axes has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Law | LawArray]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"<{self.kind.__name__} laws of shape {self.shape}>"

    def __getitem__(self, index: Any) -> Any:
        """A law, or a smaller array of laws."""
        return self._mapped(lambda array: _expanded(array, self.shape)[index])

    def broadcast_to(self, shape: tuple[int, ...]) -> LawArray:
        """The laws repeated to a larger shape, without copying parameters."""
        return self._mapped(lambda array: _expanded(array, shape))

    def flattened(self) -> LawArray:
        """The laws in one row, of shape (size,)."""
        return self._mapped(lambda array: _reshaped(_expanded(array, self.shape)))

    def parameters(self) -> dict[str, Any]:
        """The arguments by name, defaults included: numbers and arrays."""
        bound = inspect.signature(self.kind).bind(*self._arguments, **self._named)
        bound.apply_defaults()
        return dict(bound.arguments)

    def logpdf(self, x: Any) -> Floats:
        """log p(x) of each law, x broadcast against the batch shape."""
        return self._elementwise("logpdf", x)

    def pdf(self, x: Any) -> Floats:
        """p(x) of each law, x broadcast against the batch shape."""
        return self._elementwise("pdf", x)

    def cdf(self, x: Any) -> Floats:
        """F(x) of each law, x broadcast against the batch shape."""
        return self._elementwise("cdf", x)

    def sf(self, x: Any) -> Floats:
        """1 - F(x) of each law, x broadcast against the batch shape."""
        return self._elementwise("sf", x)

    def icdf(self, u: Any) -> Floats:
        """The quantiles of each law, u broadcast against the batch shape."""
        return self._elementwise("icdf", u)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        """`n` draws of each law; shape ``(n, *B)``."""
        from gantheory.distributions.law import generator

        rng = generator(rng)
        draws = np.empty((n, self.size))
        laws = self.flattened()
        for index in range(self.size):
            draws[:, index] = laws[index].sample(n, rng=rng)
        return draws.reshape(n, *self.shape)

    def _elementwise(self, method: str, x: Any) -> Floats:
        x = np.asarray(x, dtype=float)
        shape = np.broadcast_shapes(x.shape, self.shape)
        places, laws = np.broadcast_to(x, shape), self.broadcast_to(shape)
        values = np.empty(shape)
        for index in np.ndindex(shape):
            values[index] = getattr(laws[index], method)(places[index])
        return values

    def _mapped(self, change: Callable[[Any], Any]) -> Any:
        arguments = tuple(_map(argument, change) for argument in self._arguments)
        named = {name: _map(argument, change) for name, argument in self._named.items()}
        return self.kind(*arguments, **named)


def is_array(argument: Any) -> bool:
    """Whether an argument of a law makes it an array of laws."""
    if isinstance(argument, LawArray):
        return True
    if isinstance(argument, np.ndarray):
        return argument.ndim > 0
    return isinstance(argument, list | tuple) and any(isinstance(item, LawArray) for item in argument)


def laws_of(kind: type[Law], arguments: tuple[Any, ...], named: dict[str, Any]) -> LawArray | None:
    """The array of laws that these arguments make, or None where they make a single law."""
    listed = _listed(kind)
    names = list(inspect.signature(kind).parameters)
    arguments = (
        tuple(_as_list(value, name in listed) for name, value in zip(names, arguments)) + arguments[len(names) :]
    )
    named = {name: _as_list(value, name in listed) for name, value in named.items()}
    if any(map(is_array, arguments)) or any(map(is_array, named.values())):
        return LawArray(kind, arguments, named)
    return None


@functools.lru_cache(maxsize=64)
def _listed(kind: type[Law]) -> frozenset[str]:
    """The parameters of one law that are themselves sequences: weights, points."""
    parameters = inspect.signature(kind).parameters.values()
    return frozenset(p.name for p in parameters if str(p.annotation).startswith("Sequence"))


def _as_list(value: Any, listed: bool) -> Any:
    return value.tolist() if listed and isinstance(value, np.ndarray) else value


def _arrays(arguments: Any) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, list | tuple):
            yield from _arrays(argument)
        elif isinstance(argument, LawArray):
            yield argument
        elif isinstance(argument, np.ndarray):
            if argument.dtype.kind not in "iuf":
                raise InvalidParameterError(f"an array of parameters must hold real numbers, got {argument.dtype}")
            yield argument


def _map(argument: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(argument, list | tuple):
        return type(argument)(_map(item, change) for item in argument)
    return change(argument) if is_array(argument) else argument


def _expanded(array: Any, shape: tuple[int, ...]) -> Any:
    return array.broadcast_to(shape) if isinstance(array, LawArray) else np.broadcast_to(array, shape)


def _reshaped(array: Any) -> Any:
    return array.flattened() if isinstance(array, LawArray) else array.reshape(-1)
