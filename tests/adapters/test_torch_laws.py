"""Laws of torch.distributions; the oracle is torch's own log_prob in float64."""

import numpy as np
import pytest

from gantheory.adapters import BlackBox, as_law
from gantheory.errors import DimensionError, InvalidParameterError

torch = pytest.importorskip("torch")
D = torch.distributions


def f(value):
    return torch.tensor(value, dtype=torch.float64)


@pytest.mark.parametrize(
    "thing",
    [
        lambda: D.Normal(f(1.0), f(2.0)), lambda: D.Laplace(f(1.0), f(2.0)), lambda: D.Cauchy(f(1.0), f(2.0)),
        lambda: D.Gumbel(f(1.0), f(2.0)), lambda: D.StudentT(f(3.0), f(1.0), f(2.0)),
        lambda: D.Uniform(f(0.0), f(2.0)), lambda: D.Exponential(f(3.0)), lambda: D.Gamma(f(2.0), f(3.0)),
        lambda: D.Beta(f(0.5), f(2.0)), lambda: D.LogNormal(f(0.1), f(0.7)), lambda: D.HalfNormal(f(2.0)),
        lambda: D.Weibull(f(2.0), f(1.5)), lambda: D.Pareto(f(0.4), f(2.0)),
        lambda: D.MixtureSameFamily(D.Categorical(f([0.3, 0.7])), D.Normal(f([0.0, 2.0]), f([1.0, 0.5]))),
    ],
)  # fmt: skip
def test_known_laws_are_translated(thing):
    theirs = thing()
    law = as_law(theirs)
    assert not isinstance(law, BlackBox)
    x = np.array([0.45, 0.6, 0.9])
    assert np.allclose(law.logpdf(x), theirs.log_prob(torch.as_tensor(x)).numpy(), rtol=1e-9)


def test_others_and_batches():
    law = as_law(D.Kumaraswamy(f(2.0), f(3.0)))
    assert isinstance(law, BlackBox)
    assert law.cdf(0.5) == pytest.approx(1 - (1 - 0.25) ** 3, abs=1e-10)
    with pytest.raises(DimensionError):
        as_law(D.Normal(f([0.0, 1.0]), f(1.0)))
    with pytest.raises(InvalidParameterError):
        as_law(D.Poisson(f(2.0)))
