"""样: a synthetic brand: real layouts, invented people, and the hidden truth about each that checks our answers."""
