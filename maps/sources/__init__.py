"""Files of other makers: every GIS file and photo is opened here, in the map worker's child, and nowhere else."""
