"""Where to put the next cameras, lamps, containers or stops: candidates, demand, the best choice, before and after."""
