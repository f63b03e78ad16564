import pytest

from kb.search import outbox, vocabulary
from kb.search.engines import fallback, opensearch
from tests.search import fake_opensearch, library


@pytest.fixture(autouse=True)
def fresh_vocabulary():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.fixture
def filled(db):
    library.fill()


@pytest.fixture(scope="session")
def opensearch_server():
    """The address and state of a stand-in for a search server."""
    with fake_opensearch.serving() as served:
        yield served


@pytest.fixture
def server(db, settings, monkeypatch, opensearch_server):
    """The state of the search server in use; it is told of changes at once."""
    url, state = opensearch_server
    state.__init__()
    settings.SEARCH_URL = url
    settings.SEARCH_TIMEOUT = 5.0
    monkeypatch.setattr(outbox, "after_commit", outbox.send)
    fallback.forgive()
    opensearch.configured_engine().rebuild()
    yield state
    fallback.forgive()


@pytest.fixture(params=["database", "server"])
def each_engine(request, db):
    """The database as the engine, then a search server."""
    if request.param == "server":
        request.getfixturevalue("server")
    return request.param
