"""Functions to minimise, one file each; the library finds what it needs by walking this package."""
