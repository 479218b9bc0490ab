"""The panel at the right: all about what is selected, and the acts on it, in one place."""
