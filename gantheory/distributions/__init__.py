"""Probability laws on the real line."""

import lazy_loader as lazy

# The names are listed once, in the stub beside this file.
__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
