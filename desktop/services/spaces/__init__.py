"""The register of public spaces: taken over from a map, inspected, and asked what is due or open."""
