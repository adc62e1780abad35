"""Item models over query functions: keys first, rows by page into a cache."""
