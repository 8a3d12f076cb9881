"""Closed forms: divergences of pairs of laws, and entropies, as functions of the parameters."""

from gantheory.divergences.closed_forms.estimate import closed_form_value, enclosing_ball, form_estimate
from gantheory.divergences.closed_forms.lookup import ClosedForm, closed_form, closed_form_arrays

__all__ = [
    "ClosedForm",
    "closed_form",
    "closed_form_arrays",
    "closed_form_value",
    "enclosing_ball",
    "form_estimate",
]
