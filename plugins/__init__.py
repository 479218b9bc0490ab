"""What the city adds: one folder of one shape for each municipal service."""
