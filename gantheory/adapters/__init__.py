"""Anything a person has, as a law: laws of scipy.stats and torch, kernel estimates, functions, tables, samples.

What is known is translated exactly. What is not becomes a :class:`BlackBox`, which is audited before it is believed.
"""

import lazy_loader as lazy

# The names are listed once, in the stub beside this file.
__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
