"""Pages about many things: home, lists, search, downloads, and what is around every page."""
