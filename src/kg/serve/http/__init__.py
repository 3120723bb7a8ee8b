"""Connections, requests and bodies: what the server needs below the application."""
