"""行: the only place where the order of steps is written, where rows become facts, where SQL over records runs."""
