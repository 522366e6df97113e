"""Bounded inner recurrences that optimizers call, one file each."""
