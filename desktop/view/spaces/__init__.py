"""The register of public spaces as a list beside the map."""
