"""Pages for individuals: notices, choices, withdrawal, what is held, receipts; no script, nothing personal in a URL."""
