"""The exercise mode: a generated municipality and devices that behave, always marked as a drill.

`city` draws the streets, `blocks` what lies between them, `inventory` what the city owns, `feature_file` the base map's
source; `devices` say what each would say at a time, `script` what goes wrong, `player` sends it over the real broker.
"""
