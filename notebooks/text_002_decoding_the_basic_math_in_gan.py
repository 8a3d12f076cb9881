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
# # Text 002: from the loss of one data point to the game, and three limitations
#
# The third text builds the minimax loss up from the binary cross entropy of a single data point, and ends with three
# limitations of GANs. On the way it drops signs, drops expectations, and feeds the generator the wrong argument. Each
# of these slips is small on the page; here you see what it does to the numbers.
#
# At each row you see the formula or the passage, what it needs in order to be true, and the checks: the claims that
# settle it, with both sides evaluated at concrete laws, and the verdict of three methods. *Symbolic* proves,
# *enclosure* computes with balls that contain the true value, *quadrature* integrates in floating point. A dash means
# that the method cannot tell.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sympy import Rational, exp, log

from gantheory import Instance, Normal, expectation, integral, js_divergence, minimax
from gantheory.figures import draw
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, OTHER, REAL, label
from gantheory.report.notebook import Walkthrough, plot_style
from gantheory.symbols import D, p, p_z, q, x, z

plot_style()
text = Walkthrough("002")

# %% [markdown]
# ## Two players
#
# First the cast. The text says both that one network is frozen while the other learns, and that both are trained
# simultaneously. For the definition of the game it does not matter; for what training does, it will.

# %%
text.show("S002-p1", "S002-p2", "S002-e1")

# %% [markdown]
# ## The loss of one data point
#
# "Both the generator and the discriminator use the binary cross-entropy loss", says the text. In the game it has just
# written down, the generator does not.

# %%
text.show("S002-p3")

# %% tags=["hide-input"]
output = np.linspace(0.02, 0.98, 400)
fig, ax = plt.subplots()
ax.plot(output, -np.log(output), color=FAKE)
ax.plot(output, np.log(1 - output), color=REAL)
for loss, slope, color in ((-np.log(0.1), -10.0, FAKE), (np.log(0.9), -1 / 0.9, REAL)):
    reach = 0.1 if color == FAKE else 0.2
    ax.plot([0.1 - reach / 2, 0.1 + reach], [loss - slope * reach / 2, loss + slope * reach], color="black", lw=0.9)
    ax.plot([0.1], [loss], "o", color="black", zorder=3)
ax.annotate("slope −10", (0.1, 2.303), (12, 6), textcoords="offset points")
ax.annotate("slope −1.11", (0.1, -0.105), (0, 12), textcoords="offset points")
label(ax, 0.5, 0.69, r"cross entropy against the label 1: $-\log D$", FAKE, xytext=(4, 12))
label(ax, 0.72, -1.27, r"the game's generator: $\log(1-D)$", REAL, ha="right", xytext=(-6, -8))
ax.axhline(0, color="0.75", lw=0.8, zorder=0)
ax.set(xlabel="$D(G(z))$", ylabel="generator's loss", ylim=(-3, 4), xlim=(0, 1))
ax.set_title("At $D(G(z))=0.1$ the two losses are worlds apart")
plt.show()

# %%
text.show("S002-e2", "S002-e3", "S002-e4", "S002-e5")

# %% [markdown]
# The discriminator's loss for one real and one generated sample is the sum of both cross entropies, that is twice
# their mean. As a derivation:

# %%
text.derive("S002-e5")

# %% [markdown]
# ## Where the sign goes
#
# A loss is minimised. "Removing the negative sign will change min to max": true for the place of the optimum, false for
# its value, which changes its sign as well. Moving the discriminator through its best logit shows both.

# %%
text.show("S002-e6", "S002-e7")

# %% tags=["hide-input"]
shifts = [Rational(k, 5) for k in range(-15, 16)]
moved = [Instance(p=Normal(0, 1), q=Normal(1, 1), logit=Rational(1, 2) - x + t) for t in shifts]
value = np.array([text.value(minimax.value(), instance) for instance in moved])
t = np.array([float(shift) for shift in shifts])
best = value.max()
fig, ax = plt.subplots()
ax.plot(t, value, color=DISCRIMINATOR)
ax.plot(t, -value, color=FAKE)
ax.plot([0, 0], [best, -best], "o", color="black", zorder=3)
ax.axhline(0, color="0.75", lw=0.8, zorder=0)
ax.axvline(0, color="0.85", lw=0.8, zorder=0)
ax.annotate(f"max $V$ = {best:.6f}".replace("-", "−"), (0, best), (0, -16), textcoords="offset points", ha="center")
ax.annotate(f"min $(-V)$ = +{-best:.6f}", (0, -best), (0, 10), textcoords="offset points", ha="center")
label(ax, -2.5, value[2], "$V$, to be maximised", DISCRIMINATOR, xytext=(8, -6))
label(ax, -2.5, -value[2], "the loss $-V$, to be minimised", FAKE, xytext=(8, 6))
ax.set(xlabel="shift of the logit away from $D^*$", ylabel="nats")
ax.set_title("One place, two values: $N(0,1)$ against $N(1,1)$")
plt.show()

# %% [markdown]
# ## The generator's loss
#
# The generator sees only the second term. The first is not "nullified": it stays where it is, a constant.

# %%
text.show("S002-p4")

# %% tags=["hide-input"]
critic = Rational(13, 10) * x - Rational(2, 5)
first, second = expectation(p, log(D)), expectation(q, log(1 - D))
offsets = [Rational(k, 5) for k in range(-10, 16)]
places = [Instance(p=Normal(0, 1), q=Normal(theta, 1), logit=critic) for theta in offsets]
t = [float(theta) for theta in offsets]
fig, ax = plt.subplots()
ax.plot(t, [text.value(first, place) for place in places], color=REAL)
ax.plot(t, [text.value(second, place) for place in places], color=FAKE)
ax.axhline(0, color="0.75", lw=0.8, zorder=0)
label(ax, 3, -1.0890217, "first term: always $-1.0890217$", REAL, ha="right", xytext=(0, 9))
label(ax, 1.4, -2.0, "second term", FAKE, ha="right", xytext=(-4, -4))
label(ax, 3, 0, "0, where the text puts it", "0.4", ha="right", xytext=(0, -9))
ax.set(xlabel=r"$\theta$ of the generator $N(\theta,1)$", ylabel="term of $V$", ylim=(None, 0.2))
ax.set_title(r"Constant is not zero: data $N(0,1)$, $D=\sigma(1.3x-0.4)$")
plt.show()

# %%
text.show("S002-p5")

# %% [markdown]
# Which second term? In the loss of line 84 it stands with a minus, and a generator that minimises *that* walks to
# $D(G(z))=0$: it makes itself as recognisable as it can.

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(7, 3.6))
ax.plot(output, -np.log(1 - output), color=OTHER, linestyle="--")
ax.plot(output, np.log(1 - output), color=REAL)
for start, end, height in ((0.5, 0.12, 0.69), (0.5, 0.88, -0.69)):
    color = OTHER if height > 0 else REAL
    arrow = {"arrowstyle": "->", "color": color, "lw": 1.4, "connectionstyle": "arc3,rad=0.12"}
    ax.annotate("", (end, np.sign(height) * -np.log(1 - end)), (start, height), arrowprops=arrow)
label(ax, 0.03, 1.5, r"line 84: $-\log(1-D)$, falls towards $D=0$", OTHER, ha="left", xytext=(0, 0))
label(ax, 0.03, -1.5, r"line 92: $\log(1-D)$, falls towards $D=1$", REAL, ha="left", xytext=(0, 0))
ax.axhline(0, color="0.75", lw=0.8, zorder=0)
ax.set(xlabel="$D(G(z))$", ylabel="second term", xlim=(0, 1), ylim=(-3, 3))
ax.set_title("The sign decides for whom the generator works")
plt.show()

# %%
text.show("S002-p9", "S002-e8")

# %% [markdown]
# ## One datum, or a distribution
#
# Can the game be written "for a single datapoint" and averaged afterwards? Then the discriminator may answer each pair
# $(x, G(z))$ separately, and there is nothing to weigh: it is right about every pair, at no cost. One function $D$ that
# has to serve all points at once cannot do that.

# %%
text.show("S002-e9")

# %% tags=["hide-input"]
offsets = np.linspace(0, 6, 49)
fig, ax = plt.subplots()
ax.plot(
    offsets, [-np.log(4) + 2 * js_divergence(Normal(0, 1), Normal(float(t), 1)) for t in offsets], color=DISCRIMINATOR
)
ax.axhline(0, color=OTHER, linestyle="--")
ax.axhline(-np.log(4), color="0.6", lw=0.8, linestyle=":", zorder=0)
ax.plot([1, 1], [0, -1.163451], "o", color="black", zorder=3)
ax.annotate("−1.163451", (1, -1.163451), (8, -8), textcoords="offset points")
ax.annotate(r"$-\log 4$, where the generator copies the datum", (6, -np.log(4)), (0, 6), textcoords="offset points",
            ha="right", color="0.4")  # fmt: skip
label(ax, 2.6, -0.46, "supremum of the mean: one $D$ for all points", DISCRIMINATOR, xytext=(10, -8))
label(ax, 0.15, 0, "mean of the suprema: a $D$ for each pair", OTHER, ha="left", xytext=(0, 9))
ax.set(xlabel=r"offset $\theta$: $N(0,1)$ against $N(\theta,1)$", ylabel="value", ylim=(-1.5, 0.15))
ax.set_title("Supremum and expectation may not be exchanged")
plt.show()

# %% [markdown]
# ## A generator that is fed data
#
# The last formula writes $D(G(x))$ and "z(fake)". But $G$ takes noise, and noise is not fake data: it becomes fake by
# going through $G$. Reading the formula as it stands gives another number, whichever $x$ one puts in.

# %%
text.show("S002-e10")

# %% tags=["hide-input"]
place = Instance(p=Normal(2, 1), z=Normal(0, 1), G=z / 2 - 1, logit=x)
through = -log(1 + exp(x / 2 - 1))
terms = {
    "$D(G(z))$, $z$ noise: what is meant": (text.value(expectation(p_z, log(1 - D)), place), DISCRIMINATOR),
    "$D(G(x))$, $x$ real": (text.value(integral(p * through), place), FAKE),
    "$D(G(x))$, $x$ generated": (text.value(integral(q * through), place), FAKE),
}
fig, ax = plt.subplots(figsize=(7, 2.6))
for row, (name, (height, color)) in enumerate(terms.items()):
    ax.barh(row, height, color=color, height=0.6)
    ax.annotate(f"{height:.7f}".replace("-", "−"), (height, row), (-4, 0), textcoords="offset points", ha="right",
                va="center")  # fmt: skip
    ax.annotate(name, (0, row), (6, 0), textcoords="offset points", va="center")
ax.set(xlabel="second term of the value", xlim=(-0.9, 0), yticks=[])
ax.invert_yaxis()
ax.spines["left"].set_visible(False)
ax.set_title("One letter in the formula, three values")
plt.show()

# %%
text.show("S002-e11")

# %% [markdown]
# ## Three limitations
#
# The text names three, without a formula. Each of them has one.
#
# **Vanishing gradient.** Against an optimal discriminator the saturating loss has a gradient that dies like
# $e^{-\theta^2/8}$ in the distance $\theta$ between the laws. Divide by that rate and what remains settles at
# $\sqrt{\pi/2}$.

# %%
text.show("S002-p6")

# %% tags=["hide-input"]
offsets = np.arange(1, 21)
slopes = [
    text.value(integral(q * (x - int(theta)) * log(q / (p + q))), Instance(p=Normal(0, 1), q=Normal(int(theta), 1)))
    for theta in offsets
]
fig, ax = plt.subplots()
ax.semilogy(offsets, slopes, "o", color=FAKE, ms=4)
ax.semilogy(offsets, np.sqrt(np.pi / 2) * np.exp(-(offsets**2) / 8), color="0.5", lw=1)
label(ax, 11, 8e-7, r"$\sqrt{\pi/2}\;e^{-\theta^2/8}$", "0.4", xytext=(10, 8))
label(ax, 4, slopes[3], r"$\partial_\theta C$", FAKE, ha="right", xytext=(-8, -6))
ax.set(
    xlabel=r"offset $\theta$ of $N(\theta,1)$ from $N(0,1)$",
    ylabel="generator's gradient",
    ylim=(1e-23, 5),
    xticks=range(0, 21, 4),
)
ax.set_title("Twenty standard deviations away nothing is left to follow")
plt.show()

# %% [markdown]
# **Mode collapse** (the text writes "model collapse"). Leave out a mode of weight $w$. The reverse divergence hardly
# notices, the Jensen-Shannon divergence asks a small and bounded price, and only the forward divergence, that of
# maximum likelihood, refuses: it is infinite for every $w>0$.

# %%
text.show("S002-p7")

# %% tags=["hide-input"]
w = np.linspace(0.001, 0.999, 300)
js = ((1 - w) * np.log(2 * (1 - w) / (2 - w)) + w * np.log(2) + np.log(2 / (2 - w))) / 2
fig, ax = plt.subplots()
ax.plot(w, -np.log(1 - w), color=OTHER)
ax.plot(w, js, color=REAL)
ax.plot(w, w, color=DISCRIMINATOR)
ax.axhline(np.log(2), color="0.6", lw=0.8, linestyle=":", zorder=0)
ax.text(0.01, np.log(2) + 0.02, r"$\log 2$", color="0.4")
label(ax, 0.62, -np.log(0.38), r"$KL(p_g\Vert p_{data})$", OTHER, ha="right", xytext=(-8, 4))
label(ax, 0.86, 0.86, "TV", DISCRIMINATOR, xytext=(6, -6))
label(ax, 0.75, float(np.interp(0.75, w, js)), "JSD", REAL, xytext=(6, -8))
ax.text(0.02, 1.38, r"$KL(p_{data}\Vert p_g)=\infty$ for every $w$", color=FAKE)
ax.set(xlabel="weight $w$ of the mode that the generator drops", ylabel="price (nats)", xlim=(0, 1), ylim=(0, 1.5))
ax.set_title("What it costs to forget a mode")
plt.show()

# %% [markdown]
# **Failure to converge.** The smallest GAN of all has one number for each player: data at 0, a generator at $\theta$,
# a discriminator with slope $\psi$. Both players step at once, each along its own gradient, and the pair spirals away
# from the equilibrium; every step is orthogonal to the radius, so that Pythagoras gives the growth exactly.

# %%
text.show("S002-p8", "S002-p10")

# %% tags=["hide-input"]
draw("dirac_gan_orbit")
plt.show()

# %% [markdown]
# ## The ledger
#
# Every row of the text, and what became of it.

# %%
text.ledger()
