"""托: entrusted parties and other handlers: diligence, agreements, hand-over, supervision, recall."""
