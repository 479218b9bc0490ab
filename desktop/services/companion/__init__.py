"""QGIS beside the console, on one workstation: the two show each other places, and QGIS hands layers over.

A channel on the loopback, off unless the settings allow it, for programs of the same person: what opens it lies in a
file that only this person can read. It carries places, extents and names of files in one folder, and nothing else.
"""
