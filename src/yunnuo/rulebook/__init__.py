"""法: the law and platform terms as dated, cited data, and the only code that reads it."""
