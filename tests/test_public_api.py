"""What a user imports: complete, documented, typed, and cheap."""

import importlib.resources
import inspect
import subprocess
import sys

import pytest

import gantheory


@pytest.mark.parametrize("name", gantheory.__all__)
def test_public_names_exist_and_are_documented(name):
    thing = getattr(gantheory, name)
    assert inspect.getdoc(thing)


@pytest.mark.parametrize("name", [n for n in gantheory.__all__ if inspect.isfunction(getattr(gantheory, n))])
def test_public_functions_are_annotated(name):
    signature = inspect.signature(getattr(gantheory, name))
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values())


def test_names_of_today():
    """Removing or renaming one of these breaks users: do it knowingly."""
    assert {
        "Normal", "Laplace", "Logistic", "Cauchy", "StudentT", "Uniform", "Exponential", "Gamma", "Beta", "Mixture",
        "LogNormal", "HalfNormal", "Weibull", "Gumbel", "Pareto", "Triangular", "Truncated",
        "Pushforward", "Atoms", "js_divergence", "kl_divergence", "total_variation", "squared_hellinger",
        "pearson_chi2", "wasserstein_distance", "verify", "Claim", "Control", "Identity", "Inequality", "Optimum",
        "Limit", "Derivation", "Misprint", "Counterexample", "Instance", "minimax", "non_saturating", "Estimate",
    } <= set(gantheory.__all__)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_a_number_needs_neither_sympy_nor_matplotlib():
    modules = loaded_by("import gantheory as g; g.js_divergence(g.Normal(0, 1), g.Normal(3, 0.5))")
    assert "numpy" in modules
    assert not {"sympy", "matplotlib", "flint", "rich", "cyclopts", "scipy.stats"} & modules


def test_listing_claims_needs_no_sympy():
    modules = loaded_by("from gantheory.claims.registry import all_claims; all_claims()")
    assert not {"sympy", "matplotlib", "scipy.stats"} & modules


def test_py_typed_is_shipped():
    assert (importlib.resources.files("gantheory") / "py.typed").is_file()


@pytest.mark.parametrize("text", ["__import__('os').getpid()", "9**9**9", "p.__class__", "lambda: 0", ""])
def test_text_is_read_by_the_whitelist_wherever_a_formula_may_stand(text):
    law = gantheory.Normal(0, 1)
    for use in (
        lambda: gantheory.integral(text),
        lambda: gantheory.Instance(p=law, logit=text),
        lambda: gantheory.Instance(z=law, G=text),
        lambda: gantheory.Family(gantheory.Normal, loc=text, scale=1).law(1),
        lambda: gantheory.binary_cross_entropy(1, text),
        lambda: gantheory.Pushforward(text, law),
    ):
        with pytest.raises(gantheory.GantheoryError):
            use()


def test_a_formula_may_be_text():
    from sympy import log

    from gantheory.symbols import p, q

    written = gantheory.integral("p*log(p/q)").terms[0][1].expression
    assert written == p * log(p / q)
