"""Text that users type, read by a grammar of our own and never evaluated."""
