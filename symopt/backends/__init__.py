"""Where programs run, one file per target."""
