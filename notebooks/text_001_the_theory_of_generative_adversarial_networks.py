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
# # Text 001: eighteen equations, from two losses to the value at the optimum
#
# The second text derives the optimal discriminator and what remains of the game once it is reached. It numbers its
# equations, so that we can follow it line by line. At each row you see the formula as it is printed, what it needs
# in order to be true, and then the checks: the claims that settle the row, with both sides evaluated at concrete
# laws, and the verdict of three methods. *Symbolic* proves, *enclosure* computes with balls that contain the true
# value, *quadrature* integrates in floating point. A dash means that the method cannot tell.
#
# Throughout, $p$ and $p_{data}$ are the law of the data, $q$ and $p_g$ that of the generator, and $m=\frac12(p+q)$.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sympy import Rational, log

from gantheory import Instance, Normal, OptimalDiscriminator, Pushforward, integral, js_divergence
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, OTHER, label
from gantheory.report.notebook import Walkthrough, plot_style
from gantheory.symbols import p, q, z

plot_style()
text = Walkthrough("001")

# %% [markdown]
# ## What the introduction takes for granted
#
# Before the first equation the text makes five statements in prose. Two of them carry the whole derivation without
# saying so: that the discriminator can be *any* function, and that real and generated samples are equally frequent.

# %%
text.show("S001-p1", "S001-p9")

# %% [markdown]
# What does a class of discriminators that is too small miss? Take two normal laws with the same mean. The optimal
# discriminator looks at $x^2$; a sigmoid of a line cannot, and its best answer is to look at nothing at all.

# %% tags=["hide-input"]
data, fake = Normal(0, 1), Normal(0, 2)
x = np.linspace(-6, 6, 400)
fig, ax = plt.subplots()
ax.plot(x, OptimalDiscriminator(data, fake)(x), color=DISCRIMINATOR)
ax.axhline(0.5, color=OTHER)
best = -np.log(4) + 2 * js_divergence(data, fake)
label(ax, 1.75, 0.4, rf"$D^*$: $V={best:.6f}$", DISCRIMINATOR, xytext=(10, 0))
label(ax, 2.2, 0.53, rf"best $\sigma(ax+b)$: $D=\frac{{1}}{{2}}$, $V={-np.log(4):.6f}$", OTHER)
ax.set(xlabel="$x$", ylabel="$D(x)$", ylim=(0, 0.75))
ax.set_title("$N(0,1)$ against $N(0,2^2)$: a line in the logit sees no difference")
plt.show()

# %%
text.show("S001-p8", "S001-p2", "S001-p10")

# %% [markdown]
# ## Two losses and one game: equations (1) to (5)
#
# The discriminator is scored for both of its answers. Written as a loss it is (1), written as a gain (2). The
# generator gets the opposite sign of the second term, (3) or (4), and both together make the game (5).

# %%
text.show("S001-1", "S001-p3", "S001-2", "S001-3")

# %% [markdown]
# Why is no maximum attained in (3)? Because each time the distance of $D(G(z))$ from one is halved, the objective
# gains another $\log 2$. The stairs never end.

# %% tags=["hide-input"]
gap = np.logspace(0, -6, 200)[1:]
halves = 0.5 ** np.arange(1, 20)
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.semilogx(gap, -np.log(gap), color=FAKE)
ax.semilogx(halves, -np.log(halves), "o", color="black", ms=3.5)
ax.invert_xaxis()
label(ax, 1e-3, 6, r"each halving of $1-D(G(z))$ adds $\log 2$", FAKE, ha="left", xytext=(0, -8))
ax.set(xlabel="$1-D(G(z))$, towards the discriminator's defeat", ylabel=r"$-\log(1-D(G(z)))$")
ax.set_title("The objective of (3) has no maximum")
plt.show()

# %%
text.show("S001-4", "S001-p4", "S001-5", "S001-p5")

# %% [markdown]
# The last row deserves a picture. Hold the discriminator at ½ and the value is $-\log 4$ whatever the generator does:
# the flat line below is no sign of convergence. Only the *optimal* discriminator turns ½ into a statement about
# $p_g$.

# %% tags=["hide-input"]
offsets = np.linspace(-3, 3, 61)
optimal = [-np.log(4) + 2 * js_divergence(Normal(0, 1), Normal(float(t), 1)) for t in offsets]
fig, ax = plt.subplots(figsize=(7, 3.4))
ax.plot(offsets, optimal, color=DISCRIMINATOR)
ax.axhline(-np.log(4), color=OTHER)
label(ax, 1.7, -0.86, "$V(G,D^*)$", DISCRIMINATOR, ha="left", xytext=(10, -6))
label(ax, 2.9, -np.log(4), r"$V(G,\frac{1}{2})=-\log 4$", OTHER, ha="right", xytext=(0, 9))
ax.set(xlabel=r"offset $\theta$ of the generator $N(\theta,1)$ from the data $N(0,1)$", ylabel="value")
ax.set_title(r"$D=\frac{1}{2}$ says nothing about the generator, $D^*=\frac{1}{2}$ says everything")
plt.show()

# %% [markdown]
# ## From the latent space to data space: equations (6) to (10)
#
# The second term of the value is a mean over noise $z$. To maximise over $D$ point by point both terms must be
# integrals over the same $x$. The text gets there by substituting $z=G^{-1}(x)$, which is where it stumbles; the
# last line, (10), is right, and needs no inverse at all.

# %%
text.show("S001-6", "S001-7", "S001-p6", "S001-8")

# %% [markdown]
# For $G(z)=z^2$ there are two ways back from $x$: $\sqrt x$ and $-\sqrt x$. The substitution takes one of them and
# loses half of the generated mass. The law of $G(z)$, which the library finds with both branches, has all of it.

# %% tags=["hide-input"]
squared = Pushforward(z**2, Normal(0, 1))
x = np.linspace(0.02, 4, 400)
fig, ax = plt.subplots()
ax.plot(x, squared.pdf(x), color=FAKE)
ax.plot(x, squared.pdf(x) / 2, color=OTHER, linestyle="--")
ax.fill_between(x, squared.pdf(x) / 2, squared.pdf(x), color=FAKE, alpha=0.12, lw=0)
label(ax, 0.6, 0.5, "$p_g$, both branches: mass 1, term $-0.8652774$", FAKE)
ax.annotate(
    r"branch $\sqrt{x}$ alone: mass $\frac{1}{2}$, term $-0.4326387$", (0.42, 0.25), (1.3, 0.36), color=OTHER,
    va="center", arrowprops={"arrowstyle": "-", "color": OTHER, "lw": 0.7},
)  # fmt: skip
ax.set(xlabel="$x=G(z)=z^2$", ylabel="density", ylim=(0, 1.2), xlim=(0, 4))
ax.set_title("What one inverse leaves out")
plt.show()

# %%
text.show("S001-9")

# %% [markdown]
# A derivative has a sign, a density has none. At $G(z)=1-2z$ the factor $dG^{-1}/dx$ is $-\frac12$: what stands in
# the place of $p_g$ is negative everywhere, and its "mean" of $\log(1-D)$, a logarithm of probabilities, comes out
# positive.

# %% tags=["hide-input"]
generated = Pushforward(1 - 2 * z, Normal(0, 1))
x = np.linspace(-6, 8, 400)
fig, ax = plt.subplots()
ax.plot(x, generated.pdf(x), color=FAKE)
ax.plot(x, -generated.pdf(x), color=OTHER, linestyle="--")
ax.fill_between(x, -generated.pdf(x), 0, color=OTHER, alpha=0.12, lw=0)
ax.axhline(0, color="0.6", lw=0.8)
label(ax, 2.6, 0.15, r"$p_z(G^{-1}(x))\,|dG^{-1}/dx|=p_g(x)$", FAKE, xytext=(8, 6))
label(ax, 2.6, -0.15, r"as printed, mass $-1$", OTHER, xytext=(8, -6))
ax.set(xlabel="$x=G(z)=1-2z$", ylabel="in the place of the density", ylim=(-0.25, 0.25))
ax.set_title("Equation (9) without the absolute value")
plt.show()

# %% [markdown]
# The chain as it should read, each line with the rule that leads to it. The last rule goes back without any
# inverse; it holds for every measurable $G$ and makes the two lines in the middle unnecessary.

# %%
text.show("S001-10")
text.derive("S001-9")

# %% [markdown]
# ## The optimal discriminator: equations (11) to (13)
#
# Now $D$ may be chosen at each $x$ separately: the integrand of (10) is a function of one number, which is
# differentiated and set to zero. As (11) is typeset the derivative stops after its first product.

# %%
text.show("S001-11")

# %% tags=["hide-input"]
D = np.linspace(0.35, 0.97, 400)
fig, ax = plt.subplots()
ax.plot(D, 0.6 / D - 0.4 / (1 - D), color=DISCRIMINATOR)
ax.plot(D, 0.6 / D + 0.4 * np.log(1 - D), color=OTHER, linestyle="--")
ax.plot([0.6, 0.8343], [0, 0], "o", color="black", zorder=3)
ax.axhline(0, color="0.6", lw=0.8)
ax.annotate("$p/(p+q)=0.6$", (0.6, 0), (-8, -14), textcoords="offset points", ha="right")
ax.annotate("root of the literal (11): $0.8343$", (0.8343, 0), (6, 26), textcoords="offset points", ha="center")
label(ax, 0.46, 0.6 / 0.46 + 0.4 * np.log(0.54), "first product only", OTHER, xytext=(2, 12))
label(ax, 0.77, 0.6 / 0.77 - 0.4 / 0.23, "the whole sum", DISCRIMINATOR, ha="right", xytext=(-8, 0))
ax.set(xlabel="$D$", ylabel="left side of (11)", ylim=(-3, 1.8))
ax.set_title("$p=0.6$, $q=0.4$: where the brackets are decides the root")
plt.show()

# %%
text.show("S001-12", "S001-13")

# %% [markdown]
# Here is the derivation, with the step that the text leaves out: the root is a maximum because the second
# derivative is negative throughout. An arrow ($\rightsquigarrow$) leads to another statement, not to an equal one.

# %%
text.derive("S001-13")

# %% [markdown]
# ## The value at the optimum: equations (14) to (18)
#
# What is left of the game when the discriminator has done its best? Put (13) into (10), pull one $\log 2$ out of each
# of the two integrals, and two Kullback-Leibler divergences appear.

# %%
text.show("S001-14", "S001-15", "S001-16", "S001-17")

# %%
text.show("S001-18")

# %% [markdown]
# The misprint is the most instructive of the text, because the printed formula looks so plausible. Its second
# argument $p/(p+q)$ lies between 0 and 1 but is no density: far to the left of both laws it is 1 all the way. So the
# "divergences" are no divergences; the curve below lies under $-\log 4$, the least value that $C$ can take, and even
# moves when the unit of $x$ is changed.

# %% tags=["hide-input"]
ratio = p / (p + q)
as_printed = integral(p * log(p / ratio)) + integral(q * log(q / ratio)) - 2 * log(2)
offsets = [Rational(k, 4) for k in range(17)]


def on_scale(unit, theta):
    """N(0, 1) and N(θ, 1) with x measured in another unit."""
    return Instance(p=Normal(0, unit), q=Normal(unit * theta, unit))


t = [float(theta) for theta in offsets]
fig, ax = plt.subplots()
ax.plot(t, [-np.log(4) + 2 * js_divergence(Normal(0, 1), Normal(theta, 1)) for theta in t], color=DISCRIMINATOR)
ax.plot(t, [text.value(as_printed, on_scale(1, theta)) for theta in offsets], color=FAKE)
ax.plot(t, [text.value(as_printed, on_scale(3, theta)) for theta in offsets], color=FAKE, linestyle=":")
ax.axhline(-np.log(4), color="0.6", lw=0.8, zorder=0)
ax.text(0.05, -np.log(4) - 0.1, r"$-\log 4$", color="0.4", va="top")
label(ax, 4, -0.1, "$C$, in every unit", DISCRIMINATOR)
label(ax, 4, text.value(as_printed, on_scale(1, 4)), "(18) as printed", FAKE)
label(ax, 4, text.value(as_printed, on_scale(3, 4)), "(18), unit of $x$\nthree times smaller", FAKE)
ax.plot([1, 1], [-1.163451397, -2.560720031], "o", color="black", ms=4)
ax.annotate("$-1.163451$", (1, -1.163451), (-4, 6), textcoords="offset points", ha="right")
ax.annotate("$-2.560720$", (1, -2.560720), (6, -8), textcoords="offset points")
ax.set(xlabel=r"offset $\theta$ of $N(\theta,1)$ from $N(0,1)$", ylabel="value")
ax.set_title("Equation (18) is no divergence")
plt.show()

printed, true = text.value(as_printed, on_scale(1, 1)), -np.log(4) + 2 * js_divergence(Normal(0, 1), Normal(1, 1))
print(f"N(0, 1) against N(1, 1): {printed:.6f} as printed, {true:.6f} in truth")

# %% [markdown]
# ## The line that is missing
#
# The text stops at (18). One more line, and the game has a name: twice the mean of the two divergences to the mixture
# is twice the Jensen-Shannon divergence, which is at least 0, and 0 only for $p_g=p_{data}$.

# %%
text.show("S001-p7")
text.derive("S001-14")

# %% [markdown]
# ## The ledger
#
# Every row of the text, and what became of it.

# %%
text.ledger()
