"""How often intervals cover: counted over seeds, at a fixed number of draws and at every look of a stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sampled_problems import Problem
from scipy import stats

from gantheory.integration.monte_carlo import MonteCarlo, integrate

#: Draws of a fixed interval, and of a stream that is looked at from the first number on.
DRAWS, FIRST_LOOK = 4096, 1024


@dataclass
class Count:
    """Intervals that were given, and those that held the truth."""

    asked: int = 0
    given: int = 0
    covered: int = 0

    def add(self, given: bool, covered: bool) -> None:
        self.asked += 1
        self.given += given
        self.covered += given and covered

    @property
    def rate(self) -> float:
        return self.covered / self.given

    def chance(self, level: float) -> float:
        """Probability of so few or fewer, if each covered with probability `level`."""
        return float(stats.binom.cdf(self.covered, self.given, level))


def fixed(problem: Problem, seeds: Iterable[int], level: float = 0.99, narrowed: float = 1.0) -> Count:
    """Intervals after a number of draws that is chosen in advance; `narrowed` breaks them on purpose."""
    count = Count()
    laws = {"p": problem.p, "q": problem.q}
    for seed in seeds:
        found = integrate(problem.integrand, laws, draws=DRAWS, risk=1 - level, rng=seed)
        count.add(found.status == "sampled", abs(found.value - problem.truth) <= narrowed * found.error)
    return count


def streams(problem: Problem, seeds: Iterable[int], level: float = 0.99, narrowed: float = 1.0) -> Count:
    """Runs whose interval holds the truth at every look from the first on; where F/m is bounded, from the start."""
    count = Count()
    laws = {"p": problem.p, "q": problem.q}
    for seed in seeds:
        stream = MonteCarlo(problem.integrand, laws, rng=seed, level=level)
        looks = []

        def look(done: int, total: int, estimate: object, stream: MonteCarlo = stream, looks: list = looks) -> None:
            if problem.bounded or done >= FIRST_LOOK:
                looks.append(stream.estimate())

        stream.run(DRAWS, progress=look)
        given = [found for found in looks if found.status == "sampled"]
        count.add(bool(given), all(abs(e.value - problem.truth) <= narrowed * e.error for e in given))
    return count
