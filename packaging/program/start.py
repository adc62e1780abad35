"""Where the packaged program begins."""

import sys
from multiprocessing import freeze_support

from app.__main__ import main

if __name__ == "__main__":
    freeze_support()  # large files are read in a process of its own
    sys.exit(main())
