"""Turning trees into HTML, text and blocks, and Markdown into trees. Knows no Django."""
