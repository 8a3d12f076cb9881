"""The command line: each command parses its arguments, calls the library, and prints.

Imports are inside the commands, so that ``gantheory list`` loads neither SymPy nor Matplotlib.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from gantheory import __version__
from gantheory.errors import GantheoryError

if TYPE_CHECKING:
    from gantheory.assertions.claim import Claim
    from gantheory.distributions import Law
    from gantheory.divergences.request import Options
    from gantheory.estimate import Estimate
    from gantheory.report.canonical import Report
    from gantheory.verify import ClaimResult

#: Exit codes: all is well, something is not (or is undecided), bad usage, interrupted.
PASSED, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

app = App(
    name="gantheory",
    help="Check the theory of generative adversarial networks like a program: statements, proofs, numbers.",
    version=f"gantheory {__version__}",
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; every error of ours, and every wrong usage, is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(arguments, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except (CycloptsError, GantheoryError) as error:
        print("gantheory: error:", *str(error).split(), file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return code if isinstance(code, int) else PASSED


@app.command
def verify(
    *select: str,
    methods: str | None = None,
    jobs: int | None = None,
    seed: int = 0,
    json: Path | None = None,
    junit: Path | None = None,
    markdown: Path | None = None,
) -> int:
    """Verify claims by every method, and refute their false twins.

    Exit code 0: nothing failed, nothing was left inconclusive, every false twin was refuted. 1: otherwise.

    Parameters
    ----------
    select
        Names, globs, topics (seeds), rows of the source texts (S001-18), files (my_claims.py); all if none.
    methods
        Methods to use, separated by commas: symbolic,enclosure,quadrature,monte_carlo,counterexample.
    jobs
        Number of processes; as many as there are processors if not given.
    seed
        Seed of everything random.
    json
        Write the report as JSON to this file.
    junit
        Write the report as JUnit XML to this file.
    markdown
        Write the report as Markdown to this file.
    """
    from gantheory.claims.registry import select as selected
    from gantheory.errors import InvalidParameterError
    from gantheory.report import canonical, files, terminal
    from gantheory.verify import METHODS, check_methods

    if jobs is not None and jobs < 1:
        raise InvalidParameterError(f"--jobs must be at least 1, got {jobs}")
    if seed < 0:
        raise InvalidParameterError(f"--seed must not be negative, got {seed}")
    chosen = METHODS if methods is None else tuple(name.strip() for name in methods.split(","))
    check_methods(chosen)
    claims = selected(select)
    files.check_writable([path for path in (json, junit, markdown) if path is not None])
    report = _verified(claims, chosen, seed, jobs)
    for path, render in ((json, canonical.dumps), (junit, _junit), (markdown, _markdown)):
        if path is not None:
            files.write(path, render(report))
    terminal.console().print(terminal.verification(report))
    if "interrupted" in report:
        return INTERRUPTED
    return PASSED if canonical.passed(report) else FAILED


def _verified(claims: Sequence[Claim], chosen: Sequence[str], seed: int, jobs: int | None) -> Report:
    """Verify under a progress bar; an interrupted run reports what was done."""
    import time

    from gantheory.report.canonical import canonical
    from gantheory.verify import verify as run

    done: dict[str, ClaimResult] = {}
    start, interrupted = time.perf_counter(), False
    with _progress(len(claims)) as advance:

        def note(result: ClaimResult) -> None:
            done[result.name] = result
            advance(result.name)

        try:
            run(claims, chosen=chosen, seed=seed, jobs=jobs, progress=note)
        except KeyboardInterrupt:
            interrupted = True
    results = [done[claim.name] for claim in claims if claim.name in done]
    return canonical(results, seed=seed, seconds=time.perf_counter() - start, interrupted=interrupted)


@contextlib.contextmanager
def _progress(count: int) -> Iterator[Callable[[str], None]]:
    """A live bar on standard error, if that is a terminal on which plain text was not asked for."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count)
        yield lambda name: bar.update(task, advance=1, description=name)


def _junit(report: Report) -> str:
    from gantheory.report.junit import junit

    return junit(report)


def _markdown(report: Report) -> str:
    from gantheory.report.markdown import markdown

    return markdown(report)


@app.command(name="list")
def list_(*select: str, sources: bool = False, report: Path | None = None) -> None:
    """List the claims with their statements.

    Parameters
    ----------
    select
        Which claims, as for verify.
    sources
        List the rows of the source texts instead: which claims settle each, and what is expected.
    report
        Add the status from a report that verify --json wrote.
    """
    from gantheory.claims import registry
    from gantheory.claims.sources import rows
    from gantheory.report import listing, terminal

    claims = registry.select(select)
    earlier = None
    if report is not None:
        from gantheory.report.canonical import read

        earlier = read(report)
    if sources:
        wanted = [row for row in rows() if not select or any(row.id in claim.sources for claim in claims)]
        terminal.console().print(listing.source_list(wanted, claims, earlier))
    else:
        terminal.console().print(listing.claim_list(claims, earlier))


@app.command
def show(name: str) -> None:
    """Show a claim in full: statement, conditions, reference, instances, false twins with their witnesses.

    Parameters
    ----------
    name
        A claim's name, or anything that verify selects claims by.
    """
    from gantheory.claims import registry
    from gantheory.claims.sources import rows
    from gantheory.report import terminal
    from gantheory.report.claim_page import claim_page, is_code
    from gantheory.verify import quick_controls

    console = terminal.console()
    for index, claim in enumerate(registry.select([name])):
        if index:
            console.print()
        own = [row for row in rows() if row.id in claim.sources]
        for part in claim_page(claim, own, quick_controls(claim)):
            console.print(part, soft_wrap=is_code(part))


@app.command
def derive(name: str, *, latex: bool = False, markdown: bool = False) -> None:
    """Print a derivation line by line, with the rule that justifies each.

    Parameters
    ----------
    name
        A claim that asserts a derivation.
    latex
        As LaTeX.
    markdown
        As Markdown.
    """
    from gantheory.assertions.kinds import Derivation
    from gantheory.claims import registry
    from gantheory.errors import InvalidParameterError, UnknownNameError

    if latex and markdown:
        raise InvalidParameterError("choose one of --latex and --markdown")
    claims = registry.select([name])
    derivations = [chain for claim in claims if isinstance(chain := claim.asserted, Derivation)]
    if not derivations:
        raise UnknownNameError(f"{name} is no derivation; its kind is {claims[0].kind}, see gantheory show {name}")
    from gantheory.report.derivation import render

    style: Literal["text", "latex", "markdown"] = "latex" if latex else "markdown" if markdown else "text"
    print("\n\n".join(render(chain, style) for chain in derivations))


@app.command
def figure(
    name: str | None = None,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    every: Annotated[bool, Parameter(name="--all")] = False,
) -> None:
    """Draw a figure into a file, or all figures into a folder.

    Parameters
    ----------
    name
        The figure.
    output
        The file, whose suffix gives the format; with --all the folder.
    every
        Draw every figure.
    """
    from gantheory.errors import InvalidParameterError

    if every == (name is not None):
        raise InvalidParameterError("give a figure's name or --all")
    from gantheory.figures import save, save_all

    paths = save_all(output) if name is None else [save(name, output)]
    print(*paths, sep="\n")


@app.command
def divergence(
    name: str,
    p: str,
    q: str | None = None,
    *,
    digits: int | None = None,
    method: Literal["auto", "closed_form", "quadrature", "enclosure", "monte_carlo"] = "auto",
    rtol: float | None = None,
    atol: float | None = None,
    max_evaluations: int | None = None,
    draws: int | None = None,
    level: float = 0.99,
    seed: int = 0,
    explain: bool = False,
    plot: Path | None = None,
    json: bool = False,
) -> int:
    """Compute a divergence between two laws, such as: gantheory divergence js "normal(0, 1)" "cauchy(0, 1)".

    Exit code 0 with a value, an exact infinity, or the logarithm of a value beyond float64; 1 if it could not be
    decided to the accuracy asked for.

    Parameters
    ----------
    name
        kl, reverse_kl, jeffreys, js, js(1/4), tv, squared_hellinger, bhattacharyya_coefficient, pearson_chi2,
        neyman_chi2, triangular_discrimination, alpha(1/3), renyi(2), f(t*log(t)), w1, wasserstein(2), wasserstein(inf),
        energy, cramer, kolmogorov, cross_entropy; or entropy, of one law.
    p
        The data's law.
    q
        The generator's law.
    digits
        Certify this many significant digits.
    method
        How to compute it; auto takes a closed form where one is known, else an enclosure where digits are asked for,
        else quadrature.
    rtol
        Relative tolerance of quadrature.
    atol
        Absolute tolerance of quadrature.
    max_evaluations
        Places at which quadrature may evaluate the integrand.
    draws
        Number of draws of Monte Carlo; a long run shows its progress, and an interrupt ends it with what it has.
    level
        Confidence level of Monte Carlo's interval.
    seed
        Seed of Monte Carlo.
    explain
        Say where the mass is, where the panels went, and what limits the error.
    plot
        Draw the laws, the integrand and D* into this file.
    json
        Print a JSON object.
    """
    from gantheory.distributions.language import parse_law
    from gantheory.divergences.compute import compute
    from gantheory.divergences.registry import find
    from gantheory.errors import InvalidParameterError

    laws = [parse_law(text) for text in (p, q) if text is not None]
    options: Options = {
        "digits": digits, "method": method, "rtol": rtol, "atol": atol, "max_evaluations": max_evaluations,
        "draws": draws, "level": level, "rng": seed, "throw": False,
    }  # fmt: skip
    if method == "monte_carlo" and draws is not None:
        estimate = _sampled(name, laws, draws, level, seed)
    else:
        estimate = compute(find(name), *laws, **options)
    if plot is not None:
        if len(laws) != 2:
            raise InvalidParameterError("--plot draws two laws")
        from gantheory.figures import save_divergence

        save_divergence(laws[0], laws[1], name, plot)
    if json:
        from gantheory.report.estimates import estimate_json

        print(estimate_json(name, laws, estimate))
    else:
        print(estimate.explain() if explain else estimate)
    return PASSED if estimate.decided else FAILED


def _sampled(name: str, laws: Sequence[Law], draws: int, level: float, seed: int) -> Estimate:
    """A Monte Carlo run under a progress bar; an interrupted run answers with what it has."""
    from gantheory.divergences.sampling import monte_carlo

    run = monte_carlo(name, *laws, rng=seed, level=level)
    with contextlib.suppress(KeyboardInterrupt), _share_bar() as show:
        run.run(draws, progress=lambda done, total, estimate: show(done / total))
    return run.estimate()


@contextlib.contextmanager
def _share_bar() -> Iterator[Callable[[float], None]]:
    """A live bar of the share that is done, where :func:`_progress` shows one."""
    with _progress(1000) as advance:
        shown = 0

        def show(share: float) -> None:
            nonlocal shown
            while shown < int(1000 * share):
                shown += 1
                advance("")

        yield show
