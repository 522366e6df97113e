"""Rules that the language holds, beyond those that the library ships."""
