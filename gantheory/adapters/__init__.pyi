from .audit import Audit as Audit
from .black_box import BlackBox as BlackBox
from .callables import from_callable as from_callable
from .entry import as_law as as_law
from .kernel_estimate import KernelEstimate as KernelEstimate
from .samples import (
    EmpiricalLaw as EmpiricalLaw,
    empirical as empirical,
    empirical_cramer as empirical_cramer,
    empirical_energy as empirical_energy,
    empirical_kolmogorov as empirical_kolmogorov,
    empirical_wasserstein as empirical_wasserstein,
    is_samples as is_samples,
    refuse_samples as refuse_samples,
)
from .tables import (
    PiecewiseLinear as PiecewiseLinear,
    from_histogram as from_histogram,
    from_probabilities as from_probabilities,
    from_table as from_table,
)
