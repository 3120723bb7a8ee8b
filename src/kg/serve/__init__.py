"""The serve wing: begins by reading a release, or by asking a remote engine."""
