"""The only SQL: one SpatiaLite file, or PostGIS when workstations share; the journal is the tape between processes.

`store` opens it, `tables` says what lies in it, `journal` is the tape; every other module is one room of functions
whose first argument is the connection that `Store.read()` or `Store.write()` gave.
"""
