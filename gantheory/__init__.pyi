from .assertions import (
    Claim as Claim,
    Control as Control,
    Counterexample as Counterexample,
    Derivation as Derivation,
    Family as Family,
    Gradient as Gradient,
    Identity as Identity,
    Inequality as Inequality,
    Instance as Instance,
    Limit as Limit,
    Misprint as Misprint,
    Optimum as Optimum,
    Spectrum as Spectrum,
    Step as Step,
    Trajectory as Trajectory,
)
from .distributions import (
    Atoms as Atoms,
    Beta as Beta,
    Cauchy as Cauchy,
    Exponential as Exponential,
    Gamma as Gamma,
    Gumbel as Gumbel,
    Laplace as Laplace,
    Law as Law,
    Logistic as Logistic,
    LogNormal as LogNormal,
    Mixture as Mixture,
    Normal as Normal,
    Pushforward as Pushforward,
    StudentT as StudentT,
    Uniform as Uniform,
    Weibull as Weibull,
)
from .distributions.language import parse_law as parse_law
from .divergences import Functional as Functional, expectation as expectation, integral as integral
from .divergences.functions import (
    divergence as divergence,
    js_divergence as js_divergence,
    kl_divergence as kl_divergence,
    pearson_chi2 as pearson_chi2,
    reverse_kl_divergence as reverse_kl_divergence,
    squared_hellinger as squared_hellinger,
    total_variation as total_variation,
    wasserstein_distance as wasserstein_distance,
)
from .errors import GantheoryError as GantheoryError
from .estimate import Estimate as Estimate
from .games import (
    OptimalDiscriminator as OptimalDiscriminator,
    binary_cross_entropy as binary_cross_entropy,
    minimax as minimax,
    non_saturating as non_saturating,
)
from .verify import verify as verify

__version__: str
