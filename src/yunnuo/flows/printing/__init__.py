"""The whole rulebook as one book a lawyer can read, mark and sign: contents, HTML, Word."""
