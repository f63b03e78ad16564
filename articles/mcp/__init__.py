"""Model Context Protocol: what an agent may ask, each answer with its state of review.

Stateless: every request is a POST with one JSON-RPC message, and nothing is kept between two.
"""
