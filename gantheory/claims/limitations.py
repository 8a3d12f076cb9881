"""Three limitations of GANs: vanishing gradients, dropped modes, failure to converge.

Main results
------------
- `saturating_gradient_decay_constant`: e^{θ²/8}·∂θC(N(0,1), N(θ,1)) → √(π/2)
- `dropped_mode_js`, `dropped_mode_forward_kl_eq_top`, `best_response_is_point_mass`: what dropping a mode costs
- `dirac_gan_simultaneous_eigenvalues`, `dirac_gan_radius_growth`: simultaneous steps spiral outwards
- `dirac_gan_alternating_eigenvalues`: alternating steps stay on a circle

References: Arjovsky & Bottou 2017; Goodfellow 2016; Mescheder, Geiger & Nowozin 2018.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Claim, Control, Identity, Inequality, Instance, Limit, Spectrum, Trajectory
from gantheory.claims.generators import shifted
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Mixture, Normal, Uniform
from gantheory.divergences import Functional, integral, js, kl, reverse_kl, tv
from gantheory.dynamics import DiracGAN

TOPIC = "seeds"
CHAPTER = 14


def _frozen_saturating_gradient() -> Functional:
    """∂θC by the envelope theorem: E_q[score·log(1 - D*)]."""
    return integral(sym.q * sym.score * sp.log(sym.q / (sym.p + sym.q)))


def _decay(quantity: Any, value: Any) -> Limit:
    return Limit(quantity, sym.theta, sp.oo, value, rate=7 / sym.theta**2, points=(6, 10, 16, 20))


def _scaled(gradient: Any, exponent: Any) -> Any:
    return gradient * sp.exp(exponent)


saturating_gradient_decay_constant = Claim(
    statement=r"e^{\theta^2/8}\, \partial_\theta C(N(0,1), N(\theta,1)) \to \sqrt{\pi/2} \quad (\theta \to \infty)",
    reference=("Arjovsky2017principled", "Theorem 2.4 (vanishing gradients), here with its rate"),
    sources=("S002-p6",),
    conditions="D optimal; the generator minimises log(1 - D), the saturating cost",
    remark="With an optimal discriminator the generator's gradient dies like exp(-θ²/8) in the distance θ between the "
    "laws: .398 at θ = 1, 4.5e-6 at θ = 10.",
    assertion=lambda: _decay(_scaled(_frozen_saturating_gradient(), sym.theta**2 / 8), sp.sqrt(sp.pi / 2)),
    instances=lambda: (shifted(Normal(0, 1), 1),),
    controls=lambda: [
        Control(
            "rate exp(-θ²/2)",
            _decay(_scaled(_frozen_saturating_gradient(), sym.theta**2 / 2), sp.sqrt(sp.pi / 2)),
        ),
        Control(
            "without the condition: the non-saturating cost -log D*",
            _decay(
                _scaled(integral(-sym.q * sym.score * sp.log(sym.p / (sym.p + sym.q))), sym.theta**2 / 8),
                sp.sqrt(sp.pi / 2),
            ),
        ),
        Control("constant √π", _decay(_scaled(_frozen_saturating_gradient(), sym.theta**2 / 8), sp.sqrt(sp.pi))),
    ],
)


def _dropped_modes() -> tuple[Instance, ...]:
    """q is p without a mode of weight w."""
    found = []
    for text in ("1/10", "1/2", "1/1000"):
        w = sp.Rational(text)
        rest, weight = str(1 - w), str(w)
        found.append(Instance(p=Atoms([0, 1], [rest, weight]), q=Atoms([0], [1]), w=w))
    modes = Mixture(["3/4", "1/4"], [Uniform(0, 1), Uniform(2, 3)])
    return (*found, Instance(p=modes, q=Uniform(0, 1), w=sp.Rational(1, 4)))


def _weight() -> Any:
    return sp.Symbol("w", positive=True)


def _dropped_mode_js(w: Any) -> Any:
    return ((1 - w) * sp.log(2 * (1 - w) / (2 - w)) + w * sp.log(2) + sp.log(2 / (2 - w))) / 2


dropped_mode_js = Claim(
    statement=r"\mathrm{JSD}(p \| q) = \tfrac12\Bigl[(1-w)\log\tfrac{2(1-w)}{2-w} + w\log 2 + \log\tfrac{2}{2-w}\Bigr]",
    reference=("Goodfellow2016tutorial", "Section 5.1.1 (mode collapse)"),
    sources=("S002-p7",),
    conditions="q is p with a mode of weight w left out and the rest rescaled",
    remark="Dropping a mode of weight w costs about ½·w·log 2 of JSD: a bounded price, never more than log 2.",
    assertion=lambda: Identity(js, _dropped_mode_js(_weight()), universal=False),
    instances=_dropped_modes,
    controls=lambda: [
        Control("the price of KL(q‖p)", Identity(js, -sp.log(1 - _weight()), universal=False)),
        Control("without the ½", Identity(js, 2 * _dropped_mode_js(_weight()), universal=False)),
    ],
)

dropped_mode_reverse_kl = Claim(
    statement=r"KL(p_g \| p_{data}) = -\log(1-w)",
    reference=("Arjovsky2017principled", "Section 1"),
    sources=("S002-p7",),
    conditions="p_g is p_data with a mode of weight w left out and the rest rescaled",
    remark="The reverse divergence hardly notices a small missing mode.",
    assertion=lambda: Identity(reverse_kl, -sp.log(1 - _weight()), universal=False),
    instances=_dropped_modes,
    controls=lambda: [Control("w·log 2", Identity(reverse_kl, _weight() * sp.log(2), universal=False))],
)

dropped_mode_forward_kl_eq_top = Claim(
    statement=r"KL(p_{data} \| p_g) = \infty",
    reference=("Arjovsky2017principled", "Section 1"),
    sources=("S002-p7",),
    conditions="p_g leaves out a mode of p_data, of whatever weight",
    remark="Maximum likelihood pays an infinite price for the mode that an adversarial game may drop.",
    assertion=lambda: Identity(kl, sp.oo, universal=False),
    instances=_dropped_modes,
    controls=lambda: [
        Control("finite price -log(1-w)", Identity(kl, -sp.log(1 - _weight()), universal=False)),
        Control("infinite in the other direction", Identity(reverse_kl, sp.oo, universal=False)),
        Control("infinite JSD", Identity(js, sp.oo, universal=False)),
    ],
)

dropped_mode_tv = Claim(
    statement=r"TV(p_{data}, p_g) = w",
    reference=("Goodfellow2016tutorial", "Section 5.1.1 (mode collapse)"),
    sources=("S002-p7",),
    conditions="p_g is p_data with a mode of weight w left out and the rest rescaled",
    remark="Total variation is the weight itself.",
    assertion=lambda: Identity(tv, _weight(), universal=False),
    instances=_dropped_modes,
    controls=lambda: [Control("w/(1-w)", Identity(tv, _weight() / (1 - _weight()), universal=False))],
)


def _best_response(bound: Any) -> Inequality:
    return Inequality(
        bound,
        integral(sym.q * sp.log(1 - sym.D)),
        equality_at=Instance(q=Atoms([0], [1]), logit=1 - sym.x**2),
        universal=False,
    )


best_response_is_point_mass = Claim(
    statement=r"\min_q E_q[\log(1-D)] = \log(1 - \max_x D(x)), \text{ at a point mass}",
    reference=("Goodfellow2016tutorial", "Section 5.1.1 (mode collapse)"),
    sources=("S002-p7",),
    conditions="D fixed; here D = σ(1 - x²), whose maximum is at x = 0",
    remark="Against a fixed discriminator the generator's best answer puts all mass where D is largest: the order "
    "max min is what collapses.",
    assertion=lambda: _best_response(-sp.log(1 + sp.E)),
    instances=lambda: (
        Instance(q=Normal(0, 1), logit=1 - sym.x**2),
        Instance(q=Uniform(-1, 1), logit=1 - sym.x**2),
        Instance(q=Atoms([0, 1], ["1/2", "1/2"]), logit=1 - sym.x**2),
    ),
    controls=lambda: [
        Control("the mean of D's extremes", _best_response(-sp.log(2))),
        Control("log D instead of log(1 - D)", _best_response(sp.log(sp.E / (1 + sp.E)))),
    ],
)


def _dirac_variables() -> tuple[Any, Any, Any, dict[Any, tuple[Any, Any]]]:
    theta, psi = sp.Symbol("theta", real=True), sp.Symbol("psi", real=True)
    h = sp.Symbol("h", positive=True)
    return theta, psi, h, {h: (0, 4)}


def _dirac_spectrum(eigenvalues: Any, *, alternating: bool = False, equilibrium: Any = (0, 0)) -> Spectrum:
    theta, psi, h, domain = _dirac_variables()
    step = DiracGAN(h).symbolic_step(theta, psi, alternating=alternating)
    return Spectrum(step, (theta, psi), equilibrium, tuple(eigenvalues(h)), domain)


dirac_gan_simultaneous_eigenvalues = Claim(
    statement=r"\text{Dirac-GAN, simultaneous steps of size } h:\ \lambda = 1 \pm i h f'(0),\ f'(0) = \tfrac12",
    reference=("Mescheder2018", "Lemma 2.3"),
    sources=("S002-p8", "S002-p10", "S000-p13", "S002-p1"),
    conditions="simultaneous gradient steps, at the equilibrium (0, 0)",
    remark="It is not the feedback that gets poor: the linearised step itself turns and stretches.",
    assertion=lambda: _dirac_spectrum(lambda h: (1 + sp.I * h / 2, 1 - sp.I * h / 2)),
    controls=lambda: [
        Control("f′(0) = 1", _dirac_spectrum(lambda h: (1 + sp.I * h, 1 - sp.I * h))),
        Control("real eigenvalues 1 ± h/2", _dirac_spectrum(lambda h: (1 + h / 2, 1 - h / 2))),
        Control(
            "the same for alternating steps",
            _dirac_spectrum(lambda h: (1 + sp.I * h / 2, 1 - sp.I * h / 2), alternating=True),
        ),
    ],
)


def _modulus_above_one(squared: Any) -> Inequality:
    _, _, h, domain = _dirac_variables()
    return Inequality(1, squared(h), strict=True, domain=domain)


dirac_gan_simultaneous_modulus_gt_one = Claim(
    statement=r"|1 \pm i h f'(0)|^2 = 1 + h^2 f'(0)^2 > 1 \text{ for every step size } h > 0",
    reference=("Mescheder2018", "Lemma 2.3"),
    sources=("S002-p8", "S002-p10"),
    conditions="simultaneous gradient steps; every learning rate h > 0",
    remark="No learning rate makes simultaneous gradient steps converge near the equilibrium.",
    assertion=lambda: _modulus_above_one(lambda h: 1 + h**2 / 4),
    controls=lambda: [
        Control("contracting: 1 - h²/4 > 1", _modulus_above_one(lambda h: 1 - h**2 / 4)),
        Control("a step size below 1 is safe: 1 + h²/4 - h/2 > 1", _modulus_above_one(lambda h: 1 + h**2 / 4 - h / 2)),
    ],
)


def _radius_growth(factor: Any, *, alternating: bool = False) -> Trajectory:
    theta, psi, h, domain = _dirac_variables()
    dirac = DiracGAN(h)
    return Trajectory(
        dirac.symbolic_step(theta, psi, alternating=alternating),
        (theta, psi),
        theta**2 + psi**2,
        factor(h, dirac.slope(theta * psi)),
        {**domain, theta: (-2, 2), psi: (-2, 2)},
    )


dirac_gan_radius_growth = Claim(
    statement=r"\theta_{k+1}^2 + \psi_{k+1}^2 = (1 + h^2 f'(\theta_k\psi_k)^2)\,(\theta_k^2 + \psi_k^2)",
    reference=("Mescheder2018", "Lemma 2.3"),
    sources=("S002-p8", "S002-p10"),
    conditions="simultaneous gradient steps, from any point, exactly",
    remark="The step is orthogonal to the radius, so that Pythagoras gives the growth of the orbit.",
    assertion=lambda: _radius_growth(lambda h, slope: 1 + h**2 * slope**2),
    controls=lambda: [
        Control("the factor of the equilibrium everywhere", _radius_growth(lambda h, slope: 1 + h**2 / 4)),
        Control("conserved radius", _radius_growth(lambda h, slope: sp.Integer(1))),
        Control(
            "the same for alternating steps",
            _radius_growth(lambda h, slope: 1 + h**2 * slope**2, alternating=True),
        ),
    ],
)


def _alternating_eigenvalues(h: Any) -> tuple[Any, Any]:
    middle = 1 - h**2 / 8
    root = sp.sqrt(middle**2 - 1)
    return middle + root, middle - root


dirac_gan_alternating_eigenvalues = Claim(
    statement=r"\text{alternating steps: } \lambda = 1 - \tfrac{\alpha^2}{2} \pm \sqrt{(1-\tfrac{\alpha^2}{2})^2 - 1},"
    r"\ \alpha = h f'(0); \text{ on the unit circle for } \alpha \le 2",
    reference=("Mescheder2018", "Lemma 2.4"),
    sources=("S000-p13", "S002-p1"),
    conditions="one generator step, then one discriminator step; at the equilibrium, h ≤ 4",
    remark="The texts say both 'one model at a time' and 'simultaneously': these are different dynamics. Alternating "
    "steps neither converge nor diverge to first order.",
    assertion=lambda: _dirac_spectrum(_alternating_eigenvalues, alternating=True),
    controls=lambda: [
        Control(
            "the eigenvalues of simultaneous steps",
            _dirac_spectrum(lambda h: (1 + sp.I * h / 2, 1 - sp.I * h / 2), alternating=True),
        ),
        Control("for simultaneous steps", _dirac_spectrum(_alternating_eigenvalues)),
        Control(
            "contracting: both eigenvalues 1 - h²/8",
            _dirac_spectrum(lambda h: (1 - h**2 / 8, 1 - h**2 / 8), alternating=True),
        ),
    ],
)


feedback_vanishes_at_equilibrium = Claim(
    statement=r"p_g = p_{data} \Rightarrow \partial_\theta E_q[\log(1 - D^*)] = 0 \text{ at frozen } D^*",
    reference=("Goodfellow2014", "Section 4"),
    sources=("S002-p10",),
    conditions="at p_g = p_data, D = D* = ½",
    remark="The discriminator's feedback vanishes at the solution itself: a vanishing signal is no sign of failure, "
    "and the instability is that of the game's vector field.",
    assertion=lambda: Identity(_frozen_saturating_gradient(), 0, universal=False),
    instances=lambda: (shifted(Normal(0, 1), 0),),
    controls=lambda: [
        Control(
            "it vanishes away from the solution as well",
            Identity(_frozen_saturating_gradient(), 0, universal=False),
            [shifted(Normal(0, 1), 1)],
        ),
        Control(
            "the cost itself vanishes there",
            Identity(integral(sym.q * sp.log(sym.q / (sym.p + sym.q))), 0, universal=False),
        ),
    ],
)
