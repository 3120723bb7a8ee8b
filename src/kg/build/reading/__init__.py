"""Readers of files: bytes in, the text of the report out."""
