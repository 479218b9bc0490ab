"""Map modes and rooms of planning: coverage, what cannot be known, areas, public spaces, sites."""
