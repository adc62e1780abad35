"""Long runs that are not part of the tests: kills, random input, hours of work."""
