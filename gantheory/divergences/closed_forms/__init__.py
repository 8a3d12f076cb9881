"""Closed forms: divergences of pairs of laws, and entropies, as functions of the parameters."""

from gantheory.divergences.closed_forms.estimate import closed_estimate, closed_form_value, enclosing_ball
from gantheory.divergences.closed_forms.lookup import ClosedForm, closed_form, closed_form_arrays

__all__ = [
    "ClosedForm",
    "closed_estimate",
    "closed_form",
    "closed_form_arrays",
    "closed_form_value",
    "enclosing_ball",
]
