"""Programs against the definitions that they were written from, run in the plain ball arithmetic.

:class:`~gantheory.arithmetic.ball.Ball` shares no code with the tape: it neither cancels, nor shares operations, nor
chooses sides by forms. At a point the two balls must overlap and both be small.
"""

from __future__ import annotations

import re
from fractions import Fraction

from flint import acb, arb
from hypothesis import given, settings, strategies as st

from gantheory.arithmetic.ball import Ball, precision, rational
from gantheory.arithmetic.taylor import Taylor, truncation, variable
from gantheory.distributions import (
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    Laplace,
    Logistic,
    LogNormal,
    Mixture,
    Normal,
    StudentT,
    Weibull,
)
from gantheory.distributions.coordinate import Cell
from gantheory.divergences.registry import find
from gantheory.integration.enclosure import writer
from gantheory.integration.enclosure.effort import Effort
from gantheory.integration.enclosure.piece import Piece
from gantheory.integration.enclosure.program import trace, trace_arguments
from gantheory.integration.enclosure.tape import Tape

POSITIVE = Cell(Fraction(0), float("inf"))
UNIT = Cell(Fraction(0), Fraction(1))
LINE_LAWS = [
    Normal(0, 1),
    Normal(3, "0.5"),
    Laplace(-1, 2),
    Logistic(1, "0.5"),
    Cauchy(0, 2),
    StudentT("0.5"),
    StudentT(3, 1, 2),
    Gumbel(1, 2),
    Mixture(["0.3", "0.7"], [Normal(-2, 1), Normal(2, 1)]),
    Mixture(["0.2", "0.3", "0.5"], [Normal(0, 1), Cauchy(1, 1), Normal(1, "1e-6")]),
]
POSITIVE_LAWS = [Gamma("0.1"), Gamma(3, 2), Exponential(2), LogNormal(0, 1), Weibull("0.7", 2), Weibull(3, 1)]
UNIT_LAWS = [Beta("0.1", "0.1"), Beta(2, 5), Beta("1.5", 1)]
NAMES = [
    *("js", "tv", "squared_hellinger", "triangular_discrimination", "kl", "reverse_kl", "jeffreys", "pearson_chi2"),
    *("neyman_chi2", "alpha(3/10)", "alpha(3/2)", "w1", "cramer", "cross_entropy"),
]

pairs = st.one_of(
    st.tuples(st.just(cell), st.sampled_from(laws), st.sampled_from(laws))
    for cell, laws in ((Cell(Fraction(3), float("inf")), LINE_LAWS), (POSITIVE, POSITIVE_LAWS), (UNIT, UNIT_LAWS))
)


def path(cell, logarithmic):
    """A piece inside the cell whose parameter runs from 0 to 1/2."""
    if logarithmic:
        return Piece(cell, cell.low, +1, Fraction(-1, 2), Fraction(0), Fraction(2, 3))
    return Piece(cell, cell.low + Fraction(1, 4), +1, Fraction(0), Fraction(1, 2))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(NAMES), pairs, st.booleans(), st.fractions(0, Fraction(1, 2), max_denominator=100))
def test_a_program_is_its_definition(name, pair, logarithmic, u):
    cell, p, q = pair
    integrand, laws, piece = find(name).integrand, {"p": p, "q": q}, path(cell, logarithmic)
    if logarithmic:
        u -= Fraction(1, 2)
    with precision(200):
        at = acb(rational(u))
        told = _SignsAtThePlace()
        truth = acb(piece.value(told, at, integrand, laws))
        if any(argument.contains(0) for argument in told.arguments):
            return
        program = trace(piece, integrand, laws, [1 if argument > 0 else -1 for argument in told.arguments])
        assert program is not None
        compute = program.bind(Effort(100))
        for holomorphic in (False, True):
            found = compute(at, holomorphic)
            assert found.overlaps(truth)
            assert found.rad() <= arb(2) ** -100 * (1 + abs(truth))
        # On a box the value at its middle is contained; complex boxes too.
        for box in (acb(at.real + arb(0, 0.01)), at + acb(arb(0, 0.01), arb(0, 0.01))):
            assert not (wide := compute(box, box.imag != 0)).is_finite() or wide.overlaps(truth)


class _SignsAtThePlace(Ball):
    def __init__(self):
        super().__init__()
        self.arguments = []

    def absolute(self, y):
        self.arguments.append(y.real)
        return super().absolute(y)

    def log_absolute(self, y):
        # Its sign is that of the cell, and no kink.
        return self.log(Ball.absolute(self, y))


@settings(max_examples=80, deadline=None)
@given(pairs, st.booleans(), st.fractions(0, Fraction(1, 2), max_denominator=100), st.sampled_from(["tv", "w1"]))
def test_what_decides_a_sign_has_it(pair, logarithmic, u, name):
    """By real balls and at the middle of Taylor series, p - q (or F - G) has the sign that the program tells."""
    cell, p, q = pair
    integrand, laws, piece = find(name).integrand, {"p": p, "q": q}, path(cell, logarithmic)
    if logarithmic:
        u -= Fraction(1, 2)
    with precision(200):
        told = _SignsAtThePlace()
        piece.value(told, acb(rational(u)), integrand, laws)
        (argument,) = told.arguments
        program = trace_arguments(piece, integrand, laws)
        assert program is not None
        if program.results[0].exact is not None:
            return
        series, real = program.made(writer.SERIES, writer.REAL)
        with truncation():
            values = [real(arb(rational(u)), Ball()), series(variable(arb(rational(u))), Taylor())[0]]
        for value in values:
            assert not (value > 0 and argument < 0)
            assert not (value < 0 and argument > 0)
            assert value != 0


def test_a_wrong_operation_is_noticed(monkeypatch):
    """The same comparison, with log(1+y) taken for log y in the programs."""
    integrand, laws, piece = find("js").integrand, {"p": Normal(), "q": Normal(1, 1)}, path(POSITIVE, False)
    monkeypatch.setitem(writer.REAL, "log1p", "{0}.log()")
    with precision(100):
        at = acb("0.25")
        program = trace(piece, integrand, laws)
        assert not program.bind(Effort(100))(at, False).overlaps(acb(piece.value(Ball(), at, integrand, laws)))


def test_two_normals_differ_by_one_square():
    """log p - log q of two normal laws is one quadratic around its vertex: nothing else varies."""
    program = trace(path(POSITIVE, False), find("cross_entropy").integrand, {"p": Normal(), "q": Normal(1, 2)})
    lines = writer.Writer(program.tape, program.reach)
    tape = program.tape
    x = tape.variable
    difference = -(x * x) / 2 - -((x - 1) * (x - 1)) / 8
    lines.form(difference)
    assert len(lines.lines) == 3
    assert not re.search(r"exp|log", "".join(map(str, lines.lines)))


def test_forms_that_are_equal_cancel_and_are_shared():
    tape = Tape()
    x = tape.variable
    assert (tape.log(x) * 3 - tape.log(x) - 2 * tape.log(x)).exact == 0
    assert (tape.exp(x + 1) - tape.exp(1 + x)).exact == 0
    # e^(2·log x + x) = x²·e^x
    product = tape.exp(2 * tape.log(x) + x)
    assert {atom.operation for atom in tape.atoms} == {"variable", "log", "exp", "product"}
    assert product.exact is None
