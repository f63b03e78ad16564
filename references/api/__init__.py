"""The reference library in the REST API."""
