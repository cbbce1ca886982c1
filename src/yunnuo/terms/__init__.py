"""词: shared nouns, frozen values and closed lists; no logic, no I/O."""
