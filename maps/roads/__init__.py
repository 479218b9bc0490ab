"""The road graph of a place: how long it takes from here to there, by whom, and which way. Pure values, no GDAL, no Qt.

`graph` is what a map file gave, memory-mapped from `graph_file`; `profile` is who drives; `router` answers with times,
routes and matrices, `reach` with isochrones, `match` with the streets under a GPS track; `blocks` finds what a closure
shuts. The file is built by `build`, in the map worker's child, from ways that `maps.sources` reads.
"""
