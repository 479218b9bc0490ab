"""What we fly: a drone is a camera that moves. Photos, tracks, footprints and findings."""
