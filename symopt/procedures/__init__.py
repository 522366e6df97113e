"""Procedures that optimizers call, one file each."""
