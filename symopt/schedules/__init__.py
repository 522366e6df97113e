"""Learning-rate and momentum schedules, one file each."""
