"""The default graph as columns of numbers, for queries that walk over much of it: counts, sums, joins of everything."""
