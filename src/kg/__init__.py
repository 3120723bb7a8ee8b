"""kg: Vietnamese local-government reports as a knowledge graph with evidence, and its publisher."""

__version__ = "0.1.0"
