"""Generators as maps of the line: their steps, monotone branches, critical points and inverses.

A generator's expression is decomposed into steps (`decomposition`); a step has a closed inverse (`elementary`,
`piecewise`) or is inverted between its stations, that is critical points, poles and asymptotes (`rational`,
`analytic`, `stations`, `critical_points`), by Newton's method in floats (`inversion`), by Krawczyk's in balls
(`verified_inversion`), by reversion of series at an end (`asymptotic_inversion`). `branches` puts them together.
"""
