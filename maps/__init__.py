"""Where: places, projections, layers and the map worker. The lowest floor; it knows nothing of the others."""
