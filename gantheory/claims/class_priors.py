"""The discriminator's problem where real and generated samples are not equally frequent.

Main results
------------
- `max_value_with_prior_eq_weighted_js_sub_entropy`: D* and the maximum for a share π of real samples
- `mean_logit_with_prior_eq_kl_add_prior_logit`: another share moves the optimal logit by a constant

References: Reid and Williamson 2011.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Assertion, Claim, Control, Identity, Instance, Optimum
from gantheory.claims.lazily import sp, sym
from gantheory.claims.optimal_discriminator import best_output
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import integral, kl
from gantheory.divergences.functional import Functional

TOPIC = "seeds"
CHAPTER = 7


def _value_with_prior(D: Any = None) -> Functional:
    output = sym.D if D is None else D
    return integral(sym.prior * sym.p * sp.log(output)) + integral((1 - sym.prior) * sym.q * sp.log(1 - output))


def _posterior() -> Any:
    return sym.prior * sym.p / (sym.prior * sym.p + (1 - sym.prior) * sym.q)


def _weighted_js_sub_entropy() -> Functional:
    prior = sym.prior
    mixture = prior * sym.p + (1 - prior) * sym.q
    weighted = integral(prior * sym.p * sp.log(sym.p / mixture)) + integral(
        (1 - prior) * sym.q * sp.log(sym.q / mixture)
    )
    return weighted + prior * sp.log(prior) + (1 - prior) * sp.log(1 - prior)


def _maximum_with_prior(argument: Any) -> Assertion:
    return Optimum(
        _value_with_prior(),
        over={sym.D: (0, 1)},
        argument={sym.D: argument},
        value=_weighted_js_sub_entropy(),
        domain={sym.prior: (0, 1)},
    )


def _rare_real(offset: Any) -> Instance:
    return Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x + offset, prior=sp.Rational(1, 10))


max_value_with_prior_eq_weighted_js_sub_entropy = Claim(
    statement=r"\max_D \{\pi E_{p_{data}}[\log D] + (1 - \pi) E_{p_g}[\log(1 - D)]\} = \mathrm{JSD}_\pi - h_b(\pi)"
    r" \text{ at } D^*_\pi = \frac{\pi p_{data}}{\pi p_{data} + (1 - \pi) p_g}",
    reference=("Reid2011", "class probability estimation"),
    sources=("S001-p8",),
    conditions="π is the share of real samples; D is the probability of being real if and only if it is trained "
    "with the share that it meets",
    remark="For π = .1, N(0, 1) against N(1, 1) the maximum is -.282341. The D* of equal shares, p/(p + q), is too "
    "sure and gets -.581726.",
    assertion=lambda: _maximum_with_prior(_posterior()),
    instances=lambda: (
        _rare_real(0),
        Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=0 * sym.x, prior=sp.Rational(1, 4)),
    ),
    controls=lambda: [
        Control(
            "without the condition: the unshifted D* = p/(p + q)",
            Identity(_value_with_prior(best_output()), _weighted_js_sub_entropy(), {sym.prior: (0, 1)}),
        ),
        Control(
            "π and 1 - π exchanged in D*",
            _maximum_with_prior((1 - sym.prior) * sym.p / ((1 - sym.prior) * sym.p + sym.prior * sym.q)),
        ),
        Control(
            "the entropy added instead of subtracted",
            Identity(
                _value_with_prior(_posterior()),
                _weighted_js_sub_entropy()
                - 2 * (sym.prior * sp.log(sym.prior) + (1 - sym.prior) * sp.log(1 - sym.prior)),
                {sym.prior: (0, 1)},
            ),
        ),
    ],
)


def _mean_logit(shift: Any) -> Assertion:
    posterior = _posterior()
    return Identity(integral(sym.p * sp.log(posterior / (1 - posterior))), kl + shift, {sym.prior: (0, 1)})


mean_logit_with_prior_eq_kl_add_prior_logit = Claim(
    statement=r"\mathrm{logit}\,D^*_\pi = \log\frac{p_{data}}{p_g} + \log\frac{\pi}{1 - \pi}, \quad "
    r"E_{p_{data}}[\mathrm{logit}\,D^*_\pi] = KL(p_{data} \| p_g) + \log\frac{\pi}{1 - \pi}",
    reference=("Reid2011", "class probability estimation"),
    sources=("S001-p8",),
    conditions="for all laws; equal shares π = ½ shift nothing",
    remark="Another share of real samples moves the optimal logit by a constant, which a trained discriminator can "
    "be corrected by.",
    assertion=lambda: _mean_logit(sp.log(sym.prior / (1 - sym.prior))),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), prior=sp.Rational(1, 10)),
        Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"), prior=sp.Rational(3, 4)),
    ),
    controls=lambda: [
        Control("no shift", _mean_logit(0)),
        Control("shift of the wrong sign", _mean_logit(sp.log((1 - sym.prior) / sym.prior))),
        Control("log π instead of its logit", _mean_logit(sp.log(sym.prior))),
    ],
)
