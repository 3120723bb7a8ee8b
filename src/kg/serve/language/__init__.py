"""Two languages: messages, names, numbers, dates, order, and templates compiled for a reader."""
