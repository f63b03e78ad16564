"""What every address of the REST API shares: paging, errors, throttling, caching, schema."""
