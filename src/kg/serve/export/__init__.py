"""A static copy of the site: every page as the application makes it, in files that need no server."""
