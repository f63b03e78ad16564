"""The site as files: the bytes the site answers, only what changed, nothing that is gone."""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError, call_command

from articles import site_export
from articles.publishing import publish, withdraw
from articles.site_export import export_site, file_name
from articles.site_paths import page_paths
from tests.articles.test_publishing import change
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != site_export.WRITTEN
    }


def test_every_file_has_the_bytes_that_the_site_answers(client, full_article, tmp_path, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    change(full_article, "Other words about sleep.")
    publish(full_article)
    make_article(slug="a-draft", title="A draft", published=False)
    export_site(tmp_path)
    files = tree(tmp_path)
    for path in page_paths():
        assert files[file_name(path)] == client.get(path).getvalue(), path
    for name in (
        "references/example-cited.bib",
        "references.ris",
        "articles/sleep-and-rest/references.json",
        "articles/sleep-and-rest/versions/1..2/index.html",
        "articles/sleep-and-rest/versions/2/cite.bib",
        "opensearch.xml",
        "static/strata.css",
        ".well-known/security.txt",
    ):
        assert name in files
    assert not [name for name in files if "draft" in name]


def test_every_page_a_page_links_to_without_a_query_is_there(full_article, tmp_path):
    export_site(tmp_path)
    files = tree(tmp_path)
    html = b"".join(content for name, content in files.items() if name.endswith(".html"))
    linked = {path.decode() for path in re.findall(rb'(?:href|src)="(/[^"?#]*)', html)}
    living = ("/search/", "/glossary/compare/", "/api/", "/admin/", "/fhir/", "/embed/", "/mcp")
    missing = [
        path for path in linked if file_name(path) not in files and not path.startswith(living)
    ]
    assert missing == []


def test_second_export_writes_nothing_and_a_publish_only_what_it_touches(full_article, tmp_path):
    other = make_article(slug="untouched", title="Untouched")
    export_site(tmp_path)
    assert export_site(tmp_path).written == 0
    change(full_article, "Other words about sleep.")
    publish(full_article)
    before = tree(tmp_path)
    done = export_site(tmp_path)
    after = tree(tmp_path)
    touched = {name for name in after if after[name] != before.get(name)}
    assert done.written == len(touched)
    assert "articles/sleep-and-rest/fundamentals/index.html" in touched
    assert not [name for name in touched if other.slug in name]


def test_withdrawn_page_is_removed_and_foreign_files_stay(full_article, tmp_path):
    make_article(slug="stays", title="Stays")
    (tmp_path / "CNAME").write_text("kb.example.org")
    export_site(tmp_path)
    withdraw(full_article, reason="Wrong.")
    done = export_site(tmp_path)
    files = tree(tmp_path)
    assert done.removed > 0
    assert not [name for name in files if "sleep-and-rest" in name or "example-cited" in name]
    assert not (tmp_path / "articles" / "sleep-and-rest").exists()
    assert "articles/stays/index.html" in files
    assert "CNAME" in files


def test_list_that_leads_out_of_the_folder_removes_nothing_there(full_article, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "site"
    folder.mkdir()
    names = f'["../outside.txt", "{outside}"]'
    (folder / site_export.WRITTEN).write_text(names)
    export_site(folder)
    assert outside.exists()


def test_page_that_fails_leaves_what_was_there(full_article, tmp_path, monkeypatch):
    export_site(tmp_path)
    before = tree(tmp_path)
    monkeypatch.setattr(site_export, "page_paths", lambda: ["/", "/nothing/"])
    with pytest.raises(CommandError, match="/nothing/ answered 404"):
        call_command("export_site", tmp_path)
    assert tree(tmp_path) == before
