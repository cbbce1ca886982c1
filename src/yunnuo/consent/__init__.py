"""诺: notices, consents, refusals, withdrawals: what happened; judges nothing."""
