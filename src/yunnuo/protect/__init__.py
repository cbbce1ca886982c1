"""护: minimise, mask, pseudonymise, encrypt, measure re-identification risk; only it builds a Release."""
