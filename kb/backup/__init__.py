"""Copies of the whole database that are known to be whole, and their way back."""
