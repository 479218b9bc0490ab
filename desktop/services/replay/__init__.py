"""The past as the console showed it: a cursor on the tape, from a key frame near a moment and the rows after it.

Nothing here writes but `frames`, the node's round that makes key frames. A replay reads, in a thread of its own, and
never blocks the live picture, which goes on behind it.
"""
