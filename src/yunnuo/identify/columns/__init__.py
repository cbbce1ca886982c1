"""What each column of a table holds: header and values weighed together, over files, frames and database tables."""
