"""SERVICE (SPARQL 1.1 Federated Query): fetched by the server from listed endpoints, never by an engine."""
