import pytest

from kb.search import vocabulary
from tests.search import library


@pytest.fixture(autouse=True)
def fresh_vocabulary():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def filled(db):
    library.fill()
