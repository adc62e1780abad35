"""The few modal boxes: what will happen before the irreversible, a fault, the first run."""
