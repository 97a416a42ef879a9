"""`python -m cvrender`."""

import sys

from cvrender.cli import main

sys.exit(main())
