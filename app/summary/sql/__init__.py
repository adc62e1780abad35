"""The SQL of summary declarations, over an open connection."""
