"""Probability laws on the real line."""
