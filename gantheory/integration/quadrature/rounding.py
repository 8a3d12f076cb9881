"""The nodes as coordinates whose distances carry their rounding errors."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from gantheory.arithmetic.running_error import ELEMENTARY, Rounded
from gantheory.distributions.coordinate import Coordinate, Panels
from gantheory.integration.quadrature.panels import Chart


class RoundedPlaces(Coordinate):
    """Places of `chart`, each at exactly its offset from its panel's base (or at e^s from the chart's anchor)."""

    __slots__ = ("_chart", "_offset", "_places")

    def __init__(self, places: Coordinate, chart: Chart) -> None:
        self._places = places
        self._chart = chart
        self._offset = places.offset if isinstance(places, Panels) else places.minus(chart.anchor)

    def minus(self, a: Fraction | int) -> Rounded:
        distance = self._places.minus(a)
        gap = np.abs(distance - self._offset)
        # the offset is exact, or an exponential; the gap is rounded, and so is their sum
        own = 0.0 if isinstance(self._places, Panels) else ELEMENTARY * np.abs(self._offset)
        return Rounded(distance, own + np.where(gap > 0, gap + np.abs(distance), 0.0))

    def log_minus(self, a: Fraction | int) -> Rounded:
        logarithm = self._places.log_minus(a)
        if not isinstance(self._places, Panels) and self._chart.anchor == a:
            return Rounded(logarithm)
        distance = self.minus(a)
        return Rounded(logarithm, distance.error / np.abs(distance.value) + ELEMENTARY * np.abs(logarithm))
