"""The page of one thing, of whatever kind: what is said of it, its words, what leads to it."""
