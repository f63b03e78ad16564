"""The glossary in the REST API: terms, and terms found in anybody's text."""
