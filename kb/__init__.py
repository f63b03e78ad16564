"""Strata: a clinical knowledge base that keeps every article at three depths."""

__version__ = "0.1.0"
