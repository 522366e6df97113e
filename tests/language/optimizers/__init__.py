"""Optimizers of the notes and their relatives, one file each."""
