"""Where the packaged program begins."""

import os
import sys
from multiprocessing import freeze_support

from app.__main__ import main

if __name__ == "__main__":
    freeze_support()  # large files are read in a process of its own
    for name in ("stdout", "stderr"):  # a program without console has none on Windows
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
    sys.exit(main())
