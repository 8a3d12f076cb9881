from .audit import Audit as Audit
from .black_box import BlackBox as BlackBox
