"""Who saw this spot: the list of all that touched a place of the map."""
