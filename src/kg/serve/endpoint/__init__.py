"""The SPARQL endpoint: protocol, answers, its page, its description, graphs."""
