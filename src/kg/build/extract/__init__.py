"""Extractors: each proposes candidate facts with their exact quotes."""
