"""gantheory: numerical verification of the theory of generative adversarial networks."""

__version__ = "0.1.0"
