"""The tools of the map as an operator takes them up, by key, palette or button, and what comes of them in the store."""
