"""Imports from the browser: asked for in one place, worked on in another, told to everybody."""
