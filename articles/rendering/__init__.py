"""From versions' documents to everything that their pages and API answers show.

Nothing here writes to the database; :mod:`articles.publishing` stores what these functions return.
"""

from articles.rendering.build import Built, Shown, build

__all__ = ["Built", "Shown", "build"]
