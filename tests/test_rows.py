"""Writing many rows of plain values."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.rows import MOST_ROWS, JsonText, insert, insert_keyed
from kb.search.models import Vocable
from references.models import Quotation

pytestmark = pytest.mark.django_db

COLUMNS = ("word", "is_name", "is_delicate")


def words(count):
    return [(f"word-{n:05}", n % 2 == 0, False) for n in range(count)]


def test_many_rows_are_one_statement_for_the_full_text_index_to_be_flushed_once():
    with CaptureQueriesContext(connection) as queries:
        insert(Vocable, COLUMNS, words(MOST_ROWS))
    assert [query["sql"].partition(" ")[0] for query in queries] == ["INSERT"]


def test_more_rows_than_a_statement_takes_are_all_written_in_order():
    rows = words(2 * MOST_ROWS + 1)
    assert insert(Vocable, COLUMNS, rows) == len(rows)
    assert list(Vocable.objects.order_by("id").values_list(*COLUMNS)) == rows


def test_keys_come_back_in_the_order_of_the_rows():
    rows = words(MOST_ROWS + 1)
    keys = insert_keyed(Vocable, COLUMNS, rows)
    found = Vocable.objects.in_bulk(keys)
    assert [found[key].word for key in keys] == [word for word, *_ in rows]


def test_a_row_that_is_there_already_can_be_left_out():
    insert(Vocable, COLUMNS, words(1))
    insert(Vocable, COLUMNS, words(2), ignore_conflicts=True)
    assert Vocable.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only old SQLite knows no RETURNING")
def test_keys_come_back_where_the_database_tells_one_at_a_time(monkeypatch):
    monkeypatch.setattr(type(connection.features), "can_return_rows_from_bulk_insert", False)
    keys = insert_keyed(Vocable, COLUMNS, words(9))
    assert list(Vocable.objects.in_bulk(keys)) == keys
    assert [Vocable.objects.get(pk=key).word for key in keys] == [word for word, *_ in words(9)]


def test_json_that_is_written_already_is_read_as_json():
    insert(Quotation, ("raw", "raw_sha256", "csl"), [("a", "1", JsonText('{"title": "é"}'))])
    assert Quotation.objects.get().csl == {"title": "é"}
