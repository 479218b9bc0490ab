"""Where to put the next cameras, lamps, containers or stops: the planner's question and its answer beside the map."""
