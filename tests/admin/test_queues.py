"""Every queue of the first page counts what its list then shows, for those it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import previews
from articles.admin.queues import queues
from articles.feedback import keep
from articles.models import Article, Feedback, Listing
from articles.publishing import publish
from glossary.models import Definition
from kb.document.codec import blocks_to_json
from kb.search.models import Unfound
from references.models import MergeProposal
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import make_source
from tests.factories import Section as SectionNode
from tests.factories import Tier, make_article, make_document, make_reference, make_term, paragraph

pytestmark = pytest.mark.django_db

HARD = (
    "Notwithstanding considerable epidemiological heterogeneity, contemporaneous observational "
    "investigations demonstrate multifactorial determinants of cardiometabolic deterioration. "
) * 6


@pytest.fixture
def library(editor) -> Article:
    """Something in every queue."""
    today = timezone.localdate()
    signed = {"reviewed_at": today - timedelta(days=400)}
    hard = make_document(tiers=(Tier("fundamentals", (SectionNode(None, (paragraph(HARD),)),)),))
    works = [make_reference(), make_reference()]
    make_article(slug="hard", document=hard, references=(works[0],))
    make_article(slug="late", review_due=today - timedelta(days=1), **signed)
    make_article(
        slug="soon", review_due=today + timedelta(days=9), references=(works[1],), **signed
    )
    make_article(slug="new", published=False, state="in_review", edited_by=editor)
    make_article(slug="ready", published=False, state="approved")
    article = make_article(slug="sleep", edited_at=timezone.now() + timedelta(hours=1))
    make_source(article, state="pending")
    article.findings.filter(line=0).update(severity="error")
    term = make_term("rest")
    Definition.objects.create(term=term, tier="academic", text="Another wording.")
    MergeProposal.objects.create(first=works[0], second=works[1], reason="alike", score=0.9)
    for reason in ("wrong", "outdated", "hard", ""):
        answer = {"tier": "academic", "helpful": "no", "reason": reason, "note": ""}
        keep(article.published, answer)
    keep(article.published, {"tier": "academic", "helpful": "yes", "reason": "", "note": ""})
    asked = {"text": "drowsiness", "count": 9, "first_day": today, "last_day": today}
    Unfound.objects.create(digest="0" * 64, **asked)
    link = previews.make_link(article, by=None, days=7)
    previews.comment(link, tier="academic", name="Dr Example", text="Look here.")
    return article


def test_every_queue_counts_what_its_list_shows(library, root, superuser):
    shown = queues(superuser)
    assert len({queue.label for queue in shown}) == len(shown) >= 17
    for queue in shown:
        listed = root.get(queue.url).context_data["cl"].result_count
        assert listed == queue.count > 0, queue.label


def counts(user) -> dict[str, int]:
    return {queue.label: queue.count for queue in queues(user)}


def test_only_reviewers_are_told_what_waits_for_them(library, editor):
    reviewer = make_person("Reviewer")
    assert counts(reviewer)["waiting for your review"] == 1
    assert "waiting for your review" not in counts(make_person("Editor"))
    Article.objects.filter(slug="new").update(edited_by=reviewer)
    assert counts(reviewer)["waiting for your review"] == 0
    assert counts(reviewer)["in review"] == 1


def test_work_of_ones_own_stands_apart_from_that_of_others(library):
    html = client_of(make_person("Publisher")).get("/admin/").content.decode()
    mine, others = html.split('id="work-others"')
    assert "<strong>1</strong> approved" in mine
    assert "findings to settle" in others and "findings to settle" not in mine


def test_an_account_without_a_group_sees_no_work(library):
    assert queues(make_person()) == []


def test_the_most_cited_of_the_unverified_come_first(root, superuser):
    seldom, often = make_reference(key="a-seldom"), make_reference(key="b-often")
    make_article(references=(seldom, often))
    make_article(references=(often,))
    url = next(queue.url for queue in queues(superuser) if queue.label.startswith("cited works"))
    assert [row.key for row in root.get(url).context_data["cl"].result_list] == [
        "b-often",
        "a-seldom",
    ]


def test_the_most_harmful_remarks_come_first_and_are_settled(library, root):
    url = "/admin/articles/feedback/?harm=low"
    assert [row.reason for row in root.get(url).context_data["cl"].result_list] == ["hard", ""]
    wrong = Feedback.objects.get(reason="wrong")
    data = {"action": "settle", "_selected_action": [wrong.pk]}
    root.post("/admin/articles/feedback/?harm=high", data)
    assert [row.reason for row in Feedback.objects.to_settle()] == ["", "hard", "outdated"]
    wrong.refresh_from_db()
    assert wrong.settled_by.username == "root"


def test_publishing_simpler_words_takes_an_article_out_of_the_queue(library):
    article = Article.objects.get(slug="hard")
    assert Listing.objects.get(slug="hard").is_too_hard
    section = article.sections.get()
    section.blocks = blocks_to_json((paragraph("Sleep is good for you. Rest is good too."),))
    section.save()
    publish(article)
    assert not Listing.objects.get(slug="hard").is_too_hard
