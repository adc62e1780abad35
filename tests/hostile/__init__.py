"""What others put into files, names and resources never does more than a text may do."""
