"""Functions of a generator in terms of fewer functions."""

from __future__ import annotations

import sympy


def evaluable(expression: sympy.Expr) -> sympy.Expr:
    """Functions that the arithmetics do not have, by those that they have."""
    for function, form in (
        (sympy.sinh | sympy.cosh | sympy.coth | sympy.sech | sympy.csch, sympy.exp),
        (sympy.tan | sympy.cot | sympy.sec | sympy.csc, sympy.cos),
        (sympy.asin | sympy.acos | sympy.acot, sympy.atan),
    ):
        expression = expression.replace(
            lambda e, function=function: isinstance(e, function), lambda e, form=form: e.rewrite(form)
        )
    return expression


def in_exponentials(expression: sympy.Expr) -> sympy.Expr:
    """Hyperbolic functions and powers b^u by exponentials; |u| stays."""
    expression = expression.replace(
        lambda e: isinstance(e, sympy.tanh | sympy.sinh | sympy.cosh | sympy.coth | sympy.sech | sympy.csch),
        lambda e: e.rewrite(sympy.exp),
    )
    return expression.replace(
        lambda e: e.is_Pow and not e.exp.is_Rational and e.base is not sympy.E and not isinstance(e, sympy.exp),
        lambda e: sympy.exp(sympy.expand(e.exp * sympy.log(e.base))),
    )
