"""What a newcomer gets from `make serve`, and what happens when captures are added to it."""

from pathlib import Path

import pytest
from django.utils import timezone

from articles.audit import audit
from articles.importing.run import Options, import_paths
from articles.models import Article, Rendering
from glossary.models import Term
from references.models import Reference

pytestmark = pytest.mark.django_db

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def publish(*paths: Path):
    return import_paths(paths, Options(publish=True))


def test_the_starter_library_comes_in_whole_and_audits_without_an_error():
    report = publish(SEEDS)
    assert [entry.status for entry in report.entries] == ["created"] * 5
    remarks = list(audit(timezone.localdate()))
    assert [remark for remark in remarks if remark.severity == "error"] == []
    assert {remark.code for remark in remarks if remark.severity == "warning"} <= {
        "unreviewed",
        "reference-unverified",
    }


def test_every_section_of_the_starter_library_leads_to_another_tier():
    publish(SEEDS)
    for html in Rendering.objects.values_list("html", flat=True):
        assert html.count("<section") == html.count('<ul class="ways">')


def test_captures_on_top_share_terms_and_references_and_their_bad_ones_are_flagged(samples):
    publish(SEEDS)
    terms, works = Term.objects.count(), Reference.objects.count()
    publish(samples)
    assert Article.objects.published().count() == 10
    captured = Rendering.objects.filter(article__sources__layout__startswith="capture")
    cited = [reference for row in captured for reference in row.page["references"]]
    verdicts = {reference["quotation"]["verdict"] for reference in cited if reference["quotation"]}
    assert {"misquoted", "not-found"} <= verdicts
    wrong = [r for r in cited if r["quotation"] and r["quotation"]["verdict"] == "misquoted"]
    assert all(reference["quotation"]["found"] for reference in wrong)
    assert "not-found" in {reference["verification"] for reference in cited}
    met = Term.objects.filter(uses__article__sources__layout__startswith="capture")
    assert met.filter(definitions__source="Glossary of the starter library").exists()
    assert Reference.objects.count() - works < len(cited) / 3
    assert Term.objects.count() - terms < 60
