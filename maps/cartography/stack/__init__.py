"""Draws map layers above the base map, in the worker's child: marks, lines, areas, heat, rasters, tiles, labels."""
