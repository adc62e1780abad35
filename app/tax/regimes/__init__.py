"""The ways an order can be taxed, one module each; `channel` decides which one applies."""
