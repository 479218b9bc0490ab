"""Adding layers: what an address holds, which of it is wanted, and what must be said before it can be drawn."""
