"""Mixed load for as long as wanted, while workers are killed and services restart.

``python -m benchmarks soak --minutes 30`` starts a PostgreSQL, a Redis and four workers of its own
below a temporary folder, all on 127.0.0.1, and asks whether any page was wrong, any edit lost, any
answer a 5xx other than a clean 503, and any worker's memory growing. See docs/operating.md.

- :mod:`~benchmarks.soak.services`: what is started, killed and restarted
- :mod:`~benchmarks.soak.truth`: what every page must show, and what was seen
- :mod:`~benchmarks.soak.load`: readers, searchers, editors, an importer
- :mod:`~benchmarks.soak.run`: all of it together
"""
