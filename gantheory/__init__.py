"""gantheory: numerical verification of the theory of generative adversarial networks.

The public names are loaded on first use (SPEC 1): importing the package is cheap, and a divergence of two laws
needs neither SymPy nor Matplotlib.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
