"""Search in Vietnamese: the words of names and texts, an index in one file, and how alike two names are."""
