"""The layers of the map in the console: the panel, what it opens, and the desk that they all work with."""
