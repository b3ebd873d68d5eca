"""`python -m tests.pages DIR COUNT [SEED]` writes pages and their truth file."""

import sys
from pathlib import Path

from tests.pages.build import write

write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
