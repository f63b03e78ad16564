"""Spoiled captures through the whole import: each is read or refused in words, and none is lost."""

import pytest

from articles.importing.run import Options, import_paths
from articles.models import Article
from benchmarks.captures import make_capture
from tests.articles.documents import MARKDOWN
from tests.document.mutations import mutate, spoil

FILES = 24


@pytest.fixture
def spoiled(tmp_path):
    for seed in range(FILES):
        text = MARKDOWN if seed % 4 == 3 else make_capture(seed, "ab"[seed % 2], words=900).text
        data = spoil(mutate(text, seed).encode(), seed)
        (tmp_path / f"{seed}.{'md' if seed % 4 == 3 else 'txt'}").write_bytes(data)
    return tmp_path


@pytest.mark.django_db
def test_spoiled_sources_are_imported_safely_or_refused_in_words(spoiled, caplog):
    report = import_paths([spoiled], Options(publish=True, spread=False))
    refused = [entry.findings[0].message for entry in report.refused]
    assert len(report.entries) == FILES
    assert not caplog.records, "a document failed in a way nobody had thought of"
    assert all("(" not in reason or "Error" not in reason for reason in refused)
    assert report.totals["created"] + report.totals["refused"] == FILES
    assert report.totals["created"] > FILES // 3
    assert report.totals["words_unaccounted"] == 0
    assert Article.objects.published().count() == report.totals["created"]
    again = import_paths([spoiled], Options(publish=True, spread=False))
    assert again.totals["unchanged"] == report.totals["created"]
