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
# # Text 000: the mathematics of a GAN, from a post that lost its formulas
#
# The first text explains the two losses, merges them into a game and arrives at the Jensen-Shannon divergence. Its
# formulas are gone; only the words around them are left. The formulas below are therefore *reconstructions*: what
# must have stood there for the sentences to make sense. The prose that survives is checked as it is.
#
# At each row you see the formula or the passage, what it needs in order to be true, and the checks: the claims that
# settle it, with both sides evaluated at concrete laws, and the verdict of three methods. *Symbolic* proves,
# *enclosure* computes with balls that contain the true value, *quadrature* integrates in floating point. A dash means
# that the method cannot tell.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sympy import Rational, log

from gantheory import Atoms, Instance, Normal, OptimalDiscriminator, integral, js_divergence, minimax
from gantheory.figures import draw
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, OTHER, REAL, label
from gantheory.report.notebook import Walkthrough, plot_style
from gantheory.symbols import p, q, x

plot_style()
text = Walkthrough("000")

# %% [markdown]
# ## Losses, and the cross entropy that measures them
#
# The discriminator should say 1 to data and 0 to generated samples, the generator wants to hear 1. How far an answer
# is from the label is at first left open; then the binary cross entropy takes that place.

# %%
text.show("S000-n", "S000-e1", "S000-p1", "S000-e2")

# %% [markdown]
# "Difference" is a generous word for the cross entropy. Between two equal coins that are not certain it is their
# entropy, and so the curve below does not touch zero. Only what lies above the entropy, the Kullback-Leibler
# divergence, measures a difference.

# %% tags=["hide-input"]
y, guess = 0.3, np.linspace(0.01, 0.99, 400)
cross_entropy = -(y * np.log(guess) + (1 - y) * np.log(1 - guess))
entropy = -(y * np.log(y) + (1 - y) * np.log(1 - y))
fig, ax = plt.subplots()
ax.plot(guess, cross_entropy, color=FAKE)
ax.plot(guess, cross_entropy - entropy, color=REAL)
ax.plot([y, y], [entropy, 0], "o", color="black", zorder=3)
ax.annotate(f"$H(y,y)={entropy:.4f}$, no zero", (y, entropy), (0, 12), textcoords="offset points", ha="center")
label(ax, 0.75, 1.07, r"cross entropy $H(y,\hat y)$", FAKE, ha="right", xytext=(-8, 6))
label(ax, 0.75, 0.45, r"$KL(y\|\hat y)$", REAL, xytext=(10, -6))
ax.set(xlabel=r"answer $\hat y$, for the soft label $y=0.3$", ylabel="nats", ylim=(-0.05, 2))
ax.set_title("The cross entropy of equal arguments is their entropy")
plt.show()

# %%
text.show("S000-e3", "S000-e4", "S000-e5", "S000-p12")

# %% [markdown]
# The order of the arguments is no matter of taste. With the label first, $H(1,D)=-\log D$ is the loss that is meant.
# With the label second the logarithm is taken *of the label*: let the label tend to 1 and every answer but $D=1$
# costs more and more, without limit.

# %% tags=["hide-input"]
D = np.linspace(0.02, 1, 400)
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.plot(D, -np.log(D), color=DISCRIMINATOR)
for power in (2, 4, 8):
    ax.plot(D, -(D * np.log1p(-(10.0**-power)) + (1 - D) * np.log(10.0**-power)), color=OTHER, lw=1.2)
    label(ax, 0.02, 0.98 * power * np.log(10), rf"label $1-10^{{-{power}}}$", OTHER, xytext=(26, 4))
line = {"arrowstyle": "-", "color": DISCRIMINATOR, "lw": 0.8}
ax.annotate("$H(1,D)$, the label first", (0.12, 2.12), (0.45, 13), color=DISCRIMINATOR, arrowprops=line)
ax.set(xlabel="$D(x)$", ylabel="nats", ylim=(0, 20), xlim=(0, 1))
ax.set_title("$H(D,1)$ is infinite: the logarithm of a label")
plt.show()

# %%
text.show("S000-p2", "S000-e6", "S000-e7", "S000-p3")

# %% [markdown]
# ## The original losses, and what the comparison hides
#
# The post turns to the original paper and says that its losses differ "in sign". For the discriminator that is all.
# For the generator it is not: no sign turns $-\log D$ into $\log(1-D)$.

# %%
text.show("S000-e8", "S000-p4")

# %% tags=["hide-input"]
D = np.linspace(0.005, 0.995, 400)
fig, ax = plt.subplots()
ax.plot(D, -np.log(D), color=FAKE)
ax.plot(D, np.log(1 - D), color=REAL)
ax.plot(D, -np.log(1 - D), color=REAL, linestyle=":")
ax.plot([0.2] * 3, [-np.log(0.2), np.log(0.8), -np.log(0.8)], "o", color="black", ms=4, zorder=3)
for height in (-np.log(0.2), np.log(0.8), -np.log(0.8)):
    above = 7 if height > 0 else -13
    ax.annotate(f"{height:.3f}".replace("-", "−"), (0.2, height), (5, above), textcoords="offset points")
label(ax, 0.06, 2.9, r"$-\log D$: the loss of the post", FAKE, xytext=(6, 0))
label(ax, 0.9, -2.3, r"$\log(1-D)$: the original's", REAL, ha="right", xytext=(-14, -4))
label(ax, 0.9, 2.3, r"$-\log(1-D)$: with the other sign", REAL, ha="right", xytext=(-14, 4))
ax.axhline(0, color="0.75", lw=0.8, zorder=0)
ax.set(xlabel="$D(G(z))$", ylabel="generator's loss", ylim=(-4, 4), xlim=(0, 1))
ax.set_title("Three different curves, and two of them differ in sign")
plt.show()

# %%
text.show("S000-e9", "S000-p5")

# %% [markdown]
# In a game of two sides what one gains the other loses. The separate losses add up to something else, which is
# positive and depends on both answers.

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.6))
for real, shade in ((0.2, 0.6), (0.8, 1.0)):
    ax.plot(D, -np.log(real) - np.log(1 - D) - np.log(D), color=FAKE, alpha=shade)
    label(ax, 0.5, -np.log(real) + np.log(4), f"$D(x)={real}$", FAKE, ha="center", xytext=(0, -8), alpha=shade)
ax.plot([0.3], [1.7838], "o", color="black", zorder=3)
ax.annotate("1.7838", (0.3, 1.7838), (-6, 8), textcoords="offset points", ha="right")
ax.axhline(0, color=REAL)
label(ax, 0.98, 0, "the two sides of a game", REAL, ha="right", xytext=(0, 8))
ax.set(xlabel="$D(G(z))$", ylabel="$L_D+L_G$", ylim=(-0.2, 5), xlim=(0, 1))
ax.set_title("The separate losses do not cancel")
plt.show()

# %% [markdown]
# ## Which loss is quicker, and towards what?
#
# Why train with $-\log D$ at all? Because where the discriminator wins, $D(G(z))\to0$, the logarithm is steep. The
# post is right about the slopes in the lower half, and draws a conclusion from them that does not follow.

# %%
text.show("S000-p6", "S000-p7")

# %% [markdown]
# Here is a case in which the two losses do not merely differ in speed. The data live on three points and no binomial
# law fits them. Against the optimal discriminator one loss descends $2\,KL(m\|p)$, the other $2\,\mathrm{JSD}$, and
# their minima are not at the same $\theta$: between them, one improves what the other spoils.

# %% tags=["hide-input"]
observed = Atoms([0, 1, 2], ["0.2", "0.2", "0.6"])


def binomial(theta):
    """The data against the binomial law with two trials."""
    generated = Atoms([0, 1, 2], [(1 - theta) ** 2, 2 * theta * (1 - theta), theta**2])
    return Instance(p=observed, q=generated)


m = (p + q) / 2
losses = {
    r"$-\log D$ descends $2\,KL(m\Vert p)$": (2 * integral(m * log(m / p)), FAKE, 0.815516),
    r"$\log(1-D)$ descends $2\,$JSD": (integral(p * log(p / m)) + integral(q * log(q / m)), REAL, 0.733294),
}
grid = [Rational(k, 100) for k in range(62, 93)]
fig, ax = plt.subplots()
for name, (loss, color, least) in losses.items():
    values = [text.value(loss, binomial(theta)) for theta in grid]
    bottom = text.value(loss, binomial(Rational(str(least))))
    ax.plot([float(theta) for theta in grid], values, color=color)
    ax.plot([least], [bottom], "o", color=color)
    aside = 0 if color == FAKE else -20
    ax.annotate(
        rf"$\theta={least}$", (least, bottom), (aside, -14), textcoords="offset points", ha="center", color=color
    )
    if color == FAKE:
        label(ax, 0.64, values[2], name, color, xytext=(8, 6))
    else:
        label(ax, 0.89, values[27], name, color, ha="right", xytext=(-8, 6))
ax.axvspan(0.733294, 0.815516, color="0.92", zorder=0)
ax.set(xlabel=r"$\theta$ of the generator, Binomial$(2,\theta)$", ylabel="loss (nats)", ylim=(0.04, 0.15))
ax.set_title("In the grey stretch the two losses want to go in opposite directions")
plt.show()

# %% [markdown]
# ## The value function and its best discriminator
#
# One model at a time, the post says, and fixes the generator. Then the value is an integral over data space, and the
# discriminator can be chosen at each point by itself.

# %%
text.show("S000-p13", "S000-e10", "S000-e11", "S000-e12", "S000-e13")

# %% [markdown]
# The derivation in full. An arrow ($\rightsquigarrow$) leads to another statement, not to an equal one; the last line
# is the second-order condition that makes the root a maximum.

# %%
text.derive("S000-e13")

# %%
text.show("S000-p8")

# %% [markdown]
# A density is no probability. On the left the data density at 0 is tiny, .04, and yet the discriminator is certain;
# on the right it is nearly 8, and yet the discriminator leans the other way. Only the ratio of the two densities
# counts.

# %% tags=["hide-input"]
fig, axes = plt.subplots(1, 2, figsize=(8.5, 3.6))
cases = ((Normal(0, 10), Normal(100, 10), (-40, 140)), (Normal(0, "0.05"), Normal(0, "0.04"), (-0.2, 0.2)))
for ax, (data, fake, (low, high)) in zip(axes, cases):
    places = np.linspace(low, high, 400)
    ax.plot(places, data.pdf(places), color=REAL)
    ax.plot(places, fake.pdf(places), color=FAKE)
    ax.plot([0], [data.pdf(0.0)], "o", color="black", zorder=3)
    best = OptimalDiscriminator(data, fake)
    certain = f"1-{best.complement(0.0):.1e}".replace("e-22", r"\cdot10^{-22}")
    said = f"$D^*(0)={certain}$" if best(0.0) > 0.9 else f"$D^*(0)={best(0.0):.3f}$"
    ax.set(xlabel="$x$", title=f"$p_{{data}}(0)={data.pdf(0.0):.4f}$, {said}", ylim=(0, None))
label(axes[0], 10, 0.026, "$p_{data}$", REAL, xytext=(6, 4))
label(axes[0], 110, 0.026, "$p_g$", FAKE, xytext=(6, 4))
label(axes[1], 0.06, 4.1, "$p_{data}$", REAL, xytext=(6, 4))
label(axes[1], 0.012, 9.6, "$p_g$", FAKE, xytext=(6, 4))
axes[0].set_ylabel("density")
plt.show()

# %%
text.show("S000-p9")

# %% [markdown]
# ## The generator's problem
#
# Now "we assume the discriminator to be fixed" and at the same time plug in the optimal one, which moves with the
# generator. Both can be had, but not in the same breath: the fixed discriminator gives a curve that touches the
# optimal value at one point, with the same slope, and lies below it everywhere else.

# %%
text.show("S000-p10")

# %% tags=["hide-input"]
theta = [Rational(k, 5) for k in range(-5, 16)]
fixed = [Instance(p=Normal(0, 1), q=Normal(t, 1), logit=Rational(1, 2) - x) for t in theta]
touching = -np.log(4) + 2 * js_divergence(Normal(0, 1), Normal(1, 1))
grid = [float(t) for t in theta]
fig, ax = plt.subplots()
ax.plot(grid, [-np.log(4) + 2 * js_divergence(Normal(0, 1), Normal(t, 1)) for t in grid], color=DISCRIMINATOR)
ax.plot(grid, [text.value(minimax.value(), place) for place in fixed], color=OTHER, linestyle="--")
ax.plot([1], [touching], "o", color="black", zorder=3)
label(ax, 2.2, -0.63, "$V(G,D^*)$, optimal for each $G$", DISCRIMINATOR, ha="right", xytext=(-8, 4))
label(ax, 2, -0.858, r"$D$ fixed at $\theta=1$", OTHER, xytext=(8, -8))
ax.annotate("same value, same slope 0.397973", (1, touching), (-4, 14), textcoords="offset points", ha="right")
ax.set(xlabel=r"$\theta$ of the generator $N(\theta,1)$, data $N(0,1)$", ylabel="value")
ax.set_title("Fixed is not optimal, except to first order where it was taken")
plt.show()

# %%
text.show("S000-e14", "S000-e15", "S000-e16", "S000-e17", "S000-e18")

# %% [markdown]
# This is the "little clever trick" of the post line by line: pull $\log 2$ out of each of two integrals, and two
# Kullback-Leibler divergences to the mixture appear. Half their sum is the Jensen-Shannon divergence.

# %%
text.derive("S000-e18")

# %%
text.show("S000-p11")

# %% [markdown]
# So training, as the theory sees it, moves through stages like these. It ends where the two laws agree and the
# discriminator can only toss a coin.

# %% tags=["hide-input"]
draw("training_stages")
plt.show()

# %% [markdown]
# ## The ledger
#
# Every row of the text, and what became of it.

# %%
text.ledger()
