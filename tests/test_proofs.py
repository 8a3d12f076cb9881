"""Proofs as tests: every method on every claim and on every false twin, each a test of its own."""

from gantheory.claims.registry import all_claims
from gantheory.testing import claims_as_tests

TestClaims = claims_as_tests(all_claims())
