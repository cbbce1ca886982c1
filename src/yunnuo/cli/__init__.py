"""门: the same flows from a terminal."""
