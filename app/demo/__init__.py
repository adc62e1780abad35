"""An invented month of one small exporter, as files the way the trade has them.

Owns the invention: goods, shops, buyers, faults, and the look of each file. Comes in: a folder, a
seed, a number of orders. Goes out: the files, and a ledger of every fault planted in them, so that
somebody can check that exactly these are found. Everything is made up and looks it.
"""
