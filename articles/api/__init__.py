"""Articles, their versions and topics in the REST API."""
