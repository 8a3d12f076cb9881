from .adapters import (
    as_law as as_law,
    from_callable as from_callable,
    from_histogram as from_histogram,
    from_probabilities as from_probabilities,
    from_table as from_table,
)
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
    HalfNormal as HalfNormal,
    Laplace as Laplace,
    Law as Law,
    Logistic as Logistic,
    LogNormal as LogNormal,
    Mixture as Mixture,
    Normal as Normal,
    Pareto as Pareto,
    Pushforward as Pushforward,
    StudentT as StudentT,
    Triangular as Triangular,
    Truncated as Truncated,
    Uniform as Uniform,
    Weibull as Weibull,
)
from .distributions.language import parse_law as parse_law
from .divergences import Functional as Functional, expectation as expectation, integral as integral
from .divergences.alpha import alpha_divergence as alpha_divergence, renyi_divergence as renyi_divergence
from .divergences.bounds import bounds as bounds
from .divergences.cdf_distances import (
    cramer_distance as cramer_distance,
    energy_distance as energy_distance,
    kolmogorov_distance as kolmogorov_distance,
)
from .divergences.chi_squared import (
    neyman_chi2 as neyman_chi2,
    pearson_chi2 as pearson_chi2,
    triangular_discrimination as triangular_discrimination,
)
from .divergences.entropies import cross_entropy as cross_entropy, entropy as entropy
from .divergences.f_divergence import f_divergence as f_divergence
from .divergences.hellinger import (
    bhattacharyya_coefficient as bhattacharyya_coefficient,
    squared_hellinger as squared_hellinger,
)
from .divergences.jensen_shannon import js_divergence as js_divergence
from .divergences.kullback_leibler import (
    jeffreys_divergence as jeffreys_divergence,
    kl_divergence as kl_divergence,
    reverse_kl_divergence as reverse_kl_divergence,
)
from .divergences.registry import divergence as divergence
from .divergences.sampling import monte_carlo as monte_carlo
from .divergences.total_variation import total_variation as total_variation
from .divergences.translation import compare_with as compare_with
from .divergences.wasserstein import wasserstein_distance as wasserstein_distance
from .errors import GantheoryError as GantheoryError
from .estimate import Estimate as Estimate
from .figures.pair_of_laws import plot_divergence as plot_divergence
from .games import (
    OptimalDiscriminator as OptimalDiscriminator,
    binary_cross_entropy as binary_cross_entropy,
    minimax as minimax,
    non_saturating as non_saturating,
)
from .integration.monte_carlo import MonteCarlo as MonteCarlo
from .verify import verify as verify

__version__: str
