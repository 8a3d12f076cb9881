"""Derivations: every line follows from the one before by its rule."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from gantheory.assertions.kinds import Derivation, Step
from gantheory.errors import UnknownNameError
from gantheory.methods.kernel.normal_form import NotNormalizableError
from gantheory.methods.kernel.rules import RULES, Link, UndecidedStepError, require_known_words


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold.

    Attributes
    ----------
    index : int
        Index of the line after the link.
    reason : str
    decided : bool
        Whether the step is wrong; False where its rule could not tell.
    """

    index: int
    before: Step
    after: Step
    reason: str
    decided: bool

    def __str__(self) -> str:
        label = f" ({self.after.note.strip('()')})" if self.after.note else ""
        verb = "is no application of" if self.decided else "cannot be judged by"
        return f"line {self.index + 1}{label} {verb} the rule '{self.after.rule}': {self.reason}"


def first_broken_link(derivation: Derivation) -> Broken | None:
    """The first link that its rule does not accept, or None if all hold.

    Raises
    ------
    UnknownNameError
        If a step names no rule of the kernel, or says a word in ``using`` that its rule does not know.
    """
    earlier: list[Step] = []
    for index, step in enumerate(derivation.steps):
        _require_known(step, index)
        if index == 0 or step.rule == "next":
            earlier = [step]
            continue
        before = derivation.steps[index - 1]
        link = Link(before.expression, step.expression, step.using, tuple(earlier), derivation.domain)
        require_known_words(step.rule, link, f"line {index + 1}")
        try:
            reason = RULES[step.rule].check(link)
        except (UndecidedStepError, NotNormalizableError) as error:
            return Broken(index, before, step, str(error), decided=False)
        if reason:
            return Broken(index, before, step, reason, decided=True)
        earlier.append(step)
    return None


def _require_known(step: Step, index: int) -> None:
    if step.rule in RULES or (index == 0 and step.rule == "start"):
        return
    nearest = difflib.get_close_matches(step.rule, RULES, 1)
    hint = f"; did you mean '{nearest[0]}'?" if nearest else f"; the rules are {', '.join(sorted(RULES))}"
    raise UnknownNameError(f"no rule '{step.rule}' in line {index + 1}{hint}")
