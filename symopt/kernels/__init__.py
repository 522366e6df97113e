"""Elementwise programs as plain terms, which need no SymPy: what source is written from, and what is kept on disk."""
