"""What the files of a folder are called, told to those who do not import any."""

from __future__ import annotations

DOCUMENT_SUFFIXES = {".txt", ".md", ".markdown", ".text", ".json"}
MANIFEST = "manifest.toml"
REFERENCES = "references.json"
GLOSSARY = "glossary.md"
