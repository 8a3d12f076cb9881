"""What an instance binds: the discriminator, the generator's derivative, the law that a generator makes."""

import math

import pytest
from scipy import integrate, special, stats
from sympy import Abs, Rational, Symbol, exp, lambdify, log, sign

from gantheory import vocabulary
from gantheory.assertions.domain import expand
from gantheory.assertions.evaluation import evaluate
from gantheory.assertions.instance import Family, Instance, bind
from gantheory.assertions.kinds import side
from gantheory.distributions import Atoms, Normal, Uniform
from gantheory.divergences import integral
from gantheory.errors import UndefinedQuantityError
from gantheory.integration.enclosure import enclose
from gantheory.symbols import D, jacobian, p, p_z, q, score, theta, x, z


def value(expression, instance):
    return evaluate(integral(expression), instance).value


def test_number_D_is_a_constant_discriminator():
    at_third = Instance(p=Normal(0, 1), D=Rational(1, 3))
    assert value(p * log(D), at_third) == pytest.approx(-math.log(3), rel=1e-14)
    assert value(p * log(1 - D), at_third) == pytest.approx(math.log(2 / 3), rel=1e-14)


def test_range_of_D_does_not_move_a_given_discriminator():
    given, free = Instance(p=Normal(0, 1), logit=x), Instance(p=Normal(0, 1))
    assert expand([given], {D: (0, 1)}, 4) == [given]
    assert [i.numbers["D"] for i in expand([free], {D: (0, 1)}, 2)] == [Rational(1, 2), Rational(1, 4)]


def test_kinks_of_the_logit_are_kinks_of_the_integrand():
    # Between two nodes |x - 1/7| bends unseen unless the panel is cut there.
    bent = Instance(p=Uniform(0, 1), logit=Abs(x - Rational(1, 7)))
    payoffs = [
        integrate.quad(lambda t: -math.log1p(math.exp(abs(t - 1 / 7))), *ends) for ends in ((0, 1 / 7), (1 / 7, 1))
    ]
    exact = sum(payoff for payoff, _ in payoffs)
    assert value(p * log(1 - D), bent) == pytest.approx(exact, rel=1e-13)


@pytest.mark.parametrize(
    ("G", "derivative"),
    [(1 - 2 * z, lambda t: -2.0), (z**2, lambda t: 2 * t), (z**3 - 3 * z, lambda t: 3 * t * t - 3)],
)
def test_jacobian_is_the_generators_derivative(G, derivative):
    instance = Instance(z=Normal(0, 1), G=G, logit=x)

    generate = lambdify(z, G)

    def expected(weight):
        def f(t):
            return stats.norm.pdf(t) * weight(derivative(t)) * special.log_expit(-generate(t))

        return integrate.quad(f, -10, 10, points=[-1, 0, 1], epsabs=1e-12, limit=200)[0]

    for weight, by_hand in ((abs, Abs(jacobian)), (lambda d: math.copysign(1, d), sign(jacobian))):
        expression = p_z * by_hand * log(1 - D)
        assert value(expression, instance) == pytest.approx(expected(weight), rel=1e-9, abs=1e-11)
        ball = enclose(*bind(integral(expression).terms[0][1], instance), digits=12, absolute=1e-12).ball
        assert float(ball.mid()) == pytest.approx(expected(weight), rel=1e-9, abs=1e-11)


def test_generator_moves_atoms():
    made = Instance(z=Atoms([0, 1, 2]), G=(z - 1) ** 2)
    assert made.laws["q"] == Atoms([0, 1], ["1/3", "2/3"])
    with pytest.raises(UndefinedQuantityError, match="not rational"):
        Instance(z=Atoms([0, 1]), G=exp(z))


def test_family_of_atoms_moves_its_weights():
    binomial = Family(
        Atoms,
        score=(x - 2 * theta) / (theta * (1 - theta)),
        points=[0, 1, 2],
        weights=[(1 - theta) ** 2, 2 * theta * (1 - theta), theta**2],
    )
    assert binomial.law(Rational(1, 4)) == Atoms([0, 1, 2], ["0.5625", "0.375", "0.0625"])
    instance = Instance(q=binomial, theta=Rational(1, 4))
    assert value(q * score * x, instance) == pytest.approx(2, rel=1e-14)
    assert eval(repr(instance), vars(vocabulary)) == instance


def test_a_witness_line_names_no_unknown_scalar():
    rate = Symbol("rate", positive=True)
    instance = Instance(p=Normal(0, 1), rate=Rational(1, 3))
    line = vocabulary.witness_line(side(integral(rate * p)), side(-log(rate)), instance)
    assert eval(line, vars(vocabulary)) == pytest.approx((1 / 3, math.log(3)), rel=1e-12)


def test_text_of_an_instance_needs_no_names_but_those_of_a_witness():
    steep = Instance(p=Normal(0, 1), logit=Symbol("k", positive=True) * x)
    assert "logit=k*x" in repr(steep)
    assert "logit=S(8)*x" in repr(steep.at(k=8))
    assert value(p * log(D), steep.at(k=8)) == value(p * log(D), Instance(p=Normal(0, 1), logit=8 * x))
