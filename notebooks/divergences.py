# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Divergences: the same question, asked in every way
#
# How far is $N(3, 1/2^2)$ from $N(0, 1)$? One pair of laws, and whatever one may have of them: formulas, objects of
# another library, code, samples. Each answer says how right it is, or that it cannot know.

# %%
import textwrap

import matplotlib.pyplot as plt
import numpy as np
import scipy.special
import scipy.stats

import gantheory as g
from gantheory.errors import SamplesError
from gantheory.report.notebook import plot_style

plot_style()
p, q = g.Normal(0, 1), g.Normal(3, 0.5)

# %% [markdown]
# ## A picture first
#
# The filled curve is what is integrated, the dashed one the optimal discriminator.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
g.plot_divergence(p, q, "js", ax=left)
g.plot_divergence(p, q, "kl", ax=right)
plt.show()

# %% [markdown]
# ## Every divergence of the pair

# %%
bounded = ["js", "tv", "squared_hellinger", "triangular_discrimination"]
unbounded = ["kl", "reverse_kl", "jeffreys", "pearson_chi2", "neyman_chi2", "renyi(1/2)", "alpha(1/3)"]
of_distribution_functions = ["w1", "wasserstein(2)", "energy", "cramer", "kolmogorov"]
for name in bounded + unbounded + of_distribution_functions:
    print(f"{name:27}", g.divergence(name, p, q))

# %% [markdown]
# Pearson's χ² is infinite, for $p^2/q$ grows without end on the left; Neyman's is not. Any generator will do, and any
# number of digits:

# %%
print(g.f_divergence(p, q, "t*log(t)"))
print(g.js_divergence(p, q, digits=30))

# %% [markdown]
# ## Infinite, or only large?

# %%
print(g.kl_divergence(g.Cauchy(), g.Normal()))
print(g.pearson_chi2(g.Normal(0, "0.018"), g.Normal("3.94", "0.0217")))
print(g.wasserstein_distance(g.Cauchy(0, 1), g.Cauchy(0, 2)))
print(g.wasserstein_distance(g.Cauchy(0, 1), g.Cauchy(1, 1)))

# %% [markdown]
# ## The pair as somebody else's objects
#
# A law of SciPy that is one of ours becomes that, exactly. Of a function only its values are known. They are audited,
# and then believed as far as they were seen: that is enough for the JSD, but not for KL.

# %%
print(g.js_divergence(scipy.stats.norm(0, 1), scipy.stats.norm(3, 0.5)))


def quartic(x):
    return np.exp(-(x**4)) / (2 * scipy.special.gamma(5 / 4))


law = g.from_callable(quartic, support=(-np.inf, np.inf))
print(g.js_divergence(law, p).explain())

# %%
print(textwrap.fill(str(g.kl_divergence(law, p, throw=False)), 84))

# %% [markdown]
# ## The pair as samples
#
# Samples have a distribution function, so distances of these are exact. They have no density. A kernel estimate does,
# but it is another law than the one the samples came from, and the divergence is another number: right, of other laws.

# %%
rng = np.random.default_rng(0)
x, y = p.sample(2000, rng=rng), q.sample(2000, rng=rng)
print("of the samples", g.wasserstein_distance(x, y))
print("of the laws   ", g.wasserstein_distance(p, q))
try:
    g.js_divergence(x, y)
except SamplesError as error:
    print(textwrap.fill(str(error), 84))
first, second = scipy.stats.gaussian_kde(x), scipy.stats.gaussian_kde(y)
print("of kernels", g.js_divergence(first, second))

# %% [markdown]
# ## The pair by random draws
#
# An interval with a level. It may be watched while it shrinks, and it covers whenever one stops.

# %%
stream = g.monte_carlo("js", p, q, rng=1)
truth, steps, widths, misses = g.js_divergence(p, q).value, [], [], []
for draws in (10**3, 10**4, 10**5, 10**6):
    found = stream.run(draws)
    steps.append(stream.draws)
    widths.append(found.error)
    misses.append(abs(found.value - truth))
figure, ax = plt.subplots()
ax.loglog(steps, widths, "o-", label="half width of the interval, 99 %")
ax.loglog(steps, misses, "s", label="true error")
ax.set_xlabel("draws")
ax.legend()
plt.show()

# %% [markdown]
# ## Many pairs
#
# How does the divergence grow with the distance? An array of laws is a batch, and each entry has its own error.

# %%
offsets = np.linspace(0, 6, 241)
figure, ax = plt.subplots()
for scale in (0.5, 1, 2):
    ax.plot(offsets, g.js_divergence(p, g.Normal(offsets, scale)), label=f"scale {scale}")
ax.axhline(np.log(2), color="black", lw=0.8, ls=":")
ax.set_xlabel("offset")
ax.set_ylabel("JSD in nats")
ax.legend()
plt.show()

# %% [markdown]
# ## What one divergence says of another
#
# What total variation does the JSD leave room for? The bounds hold for all pairs of laws.

# %%
print(g.bounds("tv", js=g.js_divergence(p, q)))
print(g.total_variation(p, q))
