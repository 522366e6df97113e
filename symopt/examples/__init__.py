"""Examples worked by hand: every line from the specification, and what lecture notes made of the numbers."""
