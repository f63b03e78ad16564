"""FHIR R4, read only: published versions and the glossary as FHIR's resources.

Each module writes the JSON of one kind of resource from rows; ``views`` gives them addresses.
"""
