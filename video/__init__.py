"""What we see: streams, detection, tracking, calibration. It knows nothing of alarms or incidents."""
