"""Areas of the city by their figures and by what happens in them, as a table beside the map."""
