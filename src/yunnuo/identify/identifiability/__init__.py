"""Whether the rows of a table still single people out, over which columns, and what that makes of it in law."""
