"""``python -m gantheory``."""

import sys

from gantheory.cli import main

if __name__ == "__main__":
    sys.exit(main())
