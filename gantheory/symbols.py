"""The symbols in which claims are written.

``p``, ``q``, ``p_z`` stand for densities at the integration point (p_data, p_g, the latent law's), ``D`` for
a discriminator's output there, ``x`` and ``z`` for the point itself, ``theta`` for a generator's parameter,
``score`` for ∂θ log q, ``jacobian`` for G′(z), ``prior`` for the prior probability of a real sample.
"""

from __future__ import annotations

from typing import Final

from sympy import Symbol

p: Final = Symbol("p", positive=True)
q: Final = Symbol("q", positive=True)
p_z: Final = Symbol("p_z", positive=True)
D: Final = Symbol("D", positive=True)
x: Final = Symbol("x", real=True)
z: Final = Symbol("z", real=True)
theta: Final = Symbol("theta", real=True)
score: Final = Symbol("score", real=True)
jacobian: Final = Symbol("jacobian", real=True)
prior: Final = Symbol("prior", positive=True)
