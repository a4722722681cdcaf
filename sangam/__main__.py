"""`python -m sangam`: see `sangam.cli`."""

import sys

from sangam.cli import main

sys.exit(main(sys.argv[1:]))
