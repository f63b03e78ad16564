"""The article that has everything, on a site where all that is derived agrees."""

import pytest

from articles.models import Article
from glossary.models import Term
from glossary.release import index_terms
from tests.pages.conftest import full_article

__all__ = ["full_article"]


@pytest.fixture
def sound_article(full_article: Article) -> Article:
    """The full article; what the tests' builders leave out for its terms is made up for."""
    index_terms(Term.objects.values_list("pk", flat=True))
    return full_article
