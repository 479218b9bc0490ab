"""Geofences: which of many moving points lie in which of many zones, and what changed since the last look.

`zones` prepares outlines, `index` answers for many points at once, `watch` remembers who is inside and says who came,
left or stayed.
"""
