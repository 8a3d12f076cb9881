"""A derivation for people: one line per step, with the rule that makes it follow."""

from __future__ import annotations

from typing import Literal

from gantheory.assertions.kinds import Derivation, Step
from gantheory.methods.kernel.rules import RULES
from gantheory.report.notation import latex, unicode

Style = Literal["text", "latex", "markdown"]

#: The sign between a line and the one before, where it is not equality.
_RELATIONS = {"≥": ("≥", r"\ge"), ">=": ("≥", r"\ge"), "≤": ("≤", r"\le"), "<=": ("≤", r"\le")}


def render(derivation: Derivation, style: Style = "text", *, conditions: bool = False) -> str:
    """The chain as text, as a LaTeX ``align*`` block, or as a Markdown list with formulas.

    Parameters
    ----------
    derivation : Derivation
    style : {"text", "latex", "markdown"}
    conditions : bool
        Whether to say under which condition each rule may be used.

    Raises
    ------
    ValueError
        For another style.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.divergences import integral, js
    >>> from gantheory.symbols import p, q
    >>> value = integral(p * log(p / (p + q))) + integral(q * log(q / (p + q)))
    >>> print(render(Derivation((Step(value, note="value"), Step(-log(4) + 2 * js, "total mass")))))
      ∫ p·log(p/(p + q)) dx + ∫ q·log(q/(p + q)) dx    (value)
    = −log 4 + 2·JSD(p‖q)                              [total mass]
    """
    if style == "text":
        return _text(derivation.steps, conditions)
    if style == "latex":
        return _latex(derivation.steps, conditions)
    if style == "markdown":
        return _markdown(derivation.steps, conditions)
    raise ValueError(f"no style {style!r}; choose text, latex or markdown")


def _relation(step: Step, index: int) -> tuple[str, str]:
    """What stands before a line, in text and in LaTeX: nothing, =, ≥, or ⇝ for another statement."""
    if index == 0 or step.rule == "next":
        return "", ""
    for entry in step.using:
        if isinstance(entry, str) and entry in _RELATIONS:
            return _RELATIONS[entry]
    rule = RULES.get(step.rule)
    return ("=", "=") if rule is None or rule.keeps_value else ("⇝", r"\rightsquigarrow")


def _reason(step: Step, index: int, conditions: bool) -> str:
    rule = RULES.get(step.rule)
    words = "" if index == 0 or step.rule == "next" else step.rule
    if conditions and words and rule is not None and rule.condition != "none":
        words += f": {rule.condition}"
    return words


def _text(steps: tuple[Step, ...], conditions: bool) -> str:
    bodies = [f"{_relation(step, k)[0] or ' '} {unicode(step.expression)}" for k, step in enumerate(steps)]
    width = max(map(len, bodies))
    lines = []
    for k, (step, body) in enumerate(zip(steps, bodies)):
        reason = _reason(step, k, conditions)
        remarks = ([f"[{reason}]"] if reason else []) + ([f"({step.note})"] if step.note else [])
        if k and step.rule == "next":
            lines.append("")
        lines.append(f"{body:<{width}}    {' '.join(remarks)}".rstrip())
    return "\n".join(lines)


def _latex(steps: tuple[Step, ...], conditions: bool) -> str:
    rows = []
    for k, step in enumerate(steps):
        remark = "; ".join(part for part in (_reason(step, k, conditions), step.note) if part)
        label = rf" && \text{{{_escaped(remark)}}}" if remark else ""
        rows.append(rf"{_relation(step, k)[1]} & {latex(step.expression)}{label}".strip())
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _markdown(steps: tuple[Step, ...], conditions: bool) -> str:
    lines = []
    for k, step in enumerate(steps):
        reason = _reason(step, k, conditions)
        remark = f" — *{reason}*" if reason else ""
        note = f" ({step.note})" if step.note else ""
        relation = f"{_relation(step, k)[1]} " if k else ""
        lines.append(f"{k + 1}. ${relation}{latex(step.expression)}${remark}{note}")
    return "\n".join(lines)


_TEXT_SYMBOLS = {
    "∫": r"$\int$",
    "≥": r"$\ge$",
    "≤": r"$\le$",
    "·": r"$\cdot$",
    "⁻¹": "$^{-1}$",
    "′": "'",
    "θ": r"$\theta$",
}


def _escaped(text: str) -> str:
    """Text for ``\\text{}``."""
    for plain in "&%#_":
        text = text.replace(plain, f"\\{plain}")
    for symbol, command in _TEXT_SYMBOLS.items():
        text = text.replace(symbol, command)
    return text
