"""Owns `python -m handrail.config`, which is `handrail` for an environment whose path holds a space.

Refuses anything else.
"""

import sys

from handrail.config.cli import main

sys.exit(main())
