"""What the figures of a month say: compared with other months, taken apart, set beside a line.

In: sums and counts of months, as plain whole numbers. Out: changes, the difference between two
months split into volume, price, exchange and mix, medians. Knows no store, no screen and no day.
"""
