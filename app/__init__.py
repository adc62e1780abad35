"""Sandan 三单通: offline preparation of cross-border e-commerce customs filings.

The folders follow the data: intake → matching → precheck → declaration → messages → reporting,
each an engine that knows neither windows nor files of settings; store keeps everything in one
SQLite file; workflow runs the engines in the order of its table of stages.
"""
