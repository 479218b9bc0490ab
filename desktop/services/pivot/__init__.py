"""Who saw this spot: everything that touched a place, by kind of source, newest first.

`sources` is the one table of where answers come from; `digest` is the node's round that makes passes of sightings and
of units' fixes, so that fifty million of them answer at once.
"""
