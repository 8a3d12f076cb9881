"""One-sided limits by leading terms, against SymPy's algorithm and against where they must step aside."""

import pytest
import sympy
from sympy import Abs, Rational, S, Symbol, exp, log, oo, sqrt

from gantheory.methods.kernel import limit
from gantheory.methods.kernel.limit import one_sided_limit
from gantheory.symbols import p, q

u = Symbol("u", positive=True)
v = Symbol("v", real=True)


@pytest.mark.parametrize(
    ("e", "symbol", "end", "side", "expected"),
    [
        (p * log(p / q), q, 0, "+", oo),
        (q * log(q / p), q, 0, "+", 0),
        (p * log(2 * p / (p + q)) + q * log(2 * q / (p + q)), q, 0, "+", p * log(2)),
        ((sqrt(p) - sqrt(q)) ** 2, q, 0, "+", p),
        (p**2 / q, q, 0, "+", oo),
        (Abs(p - q) / 2, q, 0, "+", p / 2),
        ((u * log(u) - u + 1) / u, u, oo, "+", oo),
        (log(u) - log(u + 1), u, oo, "+", 0),
        (log(2 * u) - log(u + 1), u, oo, "+", log(2)),
        (log(u) ** 2 - 5 * log(u), u, 0, "+", oo),
        (log(u) ** 3 / u, u, 0, "+", -oo),
        (sqrt(u) * log(u) ** 2 + Rational(1, 3), u, 0, "+", Rational(1, 3)),
        (1 / (v - 1), v, 1, "-", -oo),
        (1 / (v - 1), v, 1, "+", oo),
        (v * log(-v), v, -oo, "+", -oo),
        (-p * log(p + q) - log(3), q, 0, "+", -p * log(p) - log(3)),
        (S.Half, u, oo, "+", S.Half),
    ],
)
def test_leading_terms_give_the_limit(e, symbol, end, side, expected, monkeypatch):
    monkeypatch.setattr(limit.sympy, "limit", lambda *a: pytest.fail("not by leading terms"))
    one_sided_limit.cache_clear()
    assert sympy.simplify(one_sided_limit(e, symbol, end, side) - expected) in (0, sympy.nan)
    assert one_sided_limit(e, symbol, end, side).is_infinite == sympy.sympify(expected).is_infinite


@pytest.mark.parametrize(
    "e",
    [
        log(1 + u) / u,  # the leading term of the argument does not tell the rate
        1 / u - 1 / (u + u**2),  # the leading terms cancel
        (exp(u) - 1) / u,
        u**u,
    ],
)
def test_what_leading_terms_do_not_decide_is_left_to_sympy(e):
    assert sympy.simplify(one_sided_limit(e, u, 0) - sympy.limit(e, u, 0, "+")) == 0
