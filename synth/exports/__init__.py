"""From a run to a file that a trainer reads: one function from row to row, and one Arrow schema, for each format."""
