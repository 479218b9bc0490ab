"""Laying an image on the map by pairs of points, and the storeys of a building."""
