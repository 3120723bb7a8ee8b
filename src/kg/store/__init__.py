"""Stores behind one method: whatever answers SPARQL."""
