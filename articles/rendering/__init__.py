"""From a version's document to everything its pages and its API answers show.

Nothing here writes to the database; :mod:`articles.publishing` stores what these functions return.
"""

from articles.rendering.build import Built, build, load_library

__all__ = ["Built", "build", "load_library"]
