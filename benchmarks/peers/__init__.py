"""Other software with the same articles: Strata and Wagtail, on granian and on gunicorn.

``python -m benchmarks peers`` installs the peers into an environment of their own, ``.venv/peers``.
"""
