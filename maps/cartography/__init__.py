"""How the static map looks: its colours, its widths by scale, its labels, and Mapnik, which draws it in the child."""
