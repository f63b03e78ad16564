from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from articles import editing, workflow
from articles.editing import SectionText
from articles.models import Article, Topic, Version
from articles.workflow import ACTIONS, Refused, perform
from tests.admin.conftest import make_person
from tests.factories import make_article

pytestmark = pytest.mark.django_db

MAY = {
    "Editor": {"submit"},
    "Reviewer": {"return", "sign_off"},
    "Publisher": {"return", "publish", "publish_wording", "withdraw"},
    "Administrator": {"submit", "return", "publish", "publish_wording", "withdraw"},
}


def draft(**fields) -> Article:
    return make_article(published=False, **fields)


def step(article: Article, name: str, by, **said):
    seen = Article.objects.get(pk=article.pk).lock_version
    done = perform(article.pk, name, by=by, seen_lock=seen, **said)
    article.refresh_from_db()
    return done


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("group", MAY)
def test_every_group_may_take_its_own_steps_only(group, action):
    person = make_person(group)
    assert workflow.has_permission(ACTIONS[action], person) is (action in MAY[group])


@pytest.mark.parametrize("state", Article.State.values)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_step_starts_only_from_its_states(action, state, superuser):
    article = make_article(state=Article.State.DRAFT)
    article.state = state
    allowed = not workflow.refusal(article, ACTIONS[action], superuser)
    assert allowed is (state in ACTIONS[action].states)


@pytest.fixture
def superuser(db):
    return make_person(username="root", is_superuser=True)


def test_an_article_goes_from_draft_to_published_through_three_people():
    article = draft()
    step(article, "submit", make_person("Editor"))
    assert article.state == "in_review"
    step(article, "sign_off", make_person("Reviewer"))
    assert article.state == "approved"
    done = step(article, "publish", make_person("Publisher"), significance="safety", comment="New")
    assert done.version.significance == Version.Significance.SAFETY
    assert article.published == done.version
    actions = article.transitions.order_by("pk").values_list("action", "by_name")
    assert [action for action, _ in actions] == ["submit", "sign_off", "publish"]
    assert all(name for _, name in actions)


def test_sign_off_sets_who_when_and_the_next_date():
    article = draft(topics=("rest", "sleep"))
    Topic.objects.filter(slug="rest").update(review_months=6)
    step(article, "submit", make_person("Editor"))
    reviewer = make_person("Reviewer", first_name="Rita", last_name="Example")
    step(article, "sign_off", reviewer)
    today = timezone.localdate()
    assert (article.reviewed_at, article.reviewed_by) == (today, reviewer)
    assert article.reviewed_by_name == "Rita Example"
    assert article.review_due == workflow.add_months(today, 6)


def test_without_a_topics_own_months_the_site_decides(settings):
    settings.KB_REVIEW_MONTHS = 18
    assert workflow.review_months(draft(topics=("rest",))) == 18


def test_a_wording_fix_leaves_the_date_of_review_alone():
    article = make_article(reviewed_at=date(2020, 1, 2), review_due=date(2022, 1, 2))
    editing.save_section(
        article.sections.first().pk,
        SectionText("", "An opening in better words."),
        by=make_person("Editor"),
        base=article.sections.first().digest,
    )
    step(article, "submit", make_person("Editor"))
    done = step(article, "publish_wording", make_person("Publisher"))
    assert (article.reviewed_at, article.review_due) == (date(2020, 1, 2), date(2022, 1, 2))
    assert (done.version.number, done.version.significance) == (2, "wording")


def test_nobody_signs_off_what_they_edited():
    both = make_person("Editor", "Reviewer")
    article = draft()
    first, second = article.sections.all()[:2]
    editing.save_section(first.pk, SectionText("", "Mine."), by=both, base=first.digest)
    other = make_person("Editor")
    editing.save_section(second.pk, SectionText("Rest", "Theirs."), by=other, base=second.digest)
    step(article, "submit", other)
    with pytest.raises(Refused, match="Another person"):
        step(article, "sign_off", both)
    assert article.reviewed_at is None


def test_a_text_that_changed_meanwhile_is_not_signed_off():
    article = draft()
    step(article, "submit", make_person("Editor"))
    seen = Article.objects.get(pk=article.pk).lock_version
    section = article.sections.first()
    text = SectionText("", "Changed while the reviewer read.")
    editing.save_section(section.pk, text, by=make_person("Editor"), base=section.digest)
    with pytest.raises(Refused, match="changed after you opened"):
        perform(article.pk, "sign_off", by=make_person("Reviewer"), seen_lock=seen)


def test_returning_needs_a_comment():
    article = draft()
    step(article, "submit", make_person("Editor"))
    reviewer = make_person("Reviewer")
    with pytest.raises(Refused, match="comment"):
        step(article, "return", reviewer, comment="  ")
    step(article, "return", reviewer, comment="The dose is wrong.")
    assert article.state == "draft"
    assert article.transitions.first().comment == "The dose is wrong."


def test_an_edit_makes_an_approval_void():
    article = draft()
    step(article, "submit", make_person("Editor"))
    step(article, "sign_off", make_person("Reviewer"))
    section = article.sections.first()
    text = SectionText("", "Changed after the sign-off.")
    editing.save_section(section.pk, text, by=make_person("Editor"), base=section.digest)
    article.refresh_from_db()
    assert article.state == "draft"
    assert article.transitions.first().action == workflow.EDITED


def test_withdrawing_hides_the_article_and_keeps_its_versions():
    article = make_article()
    step(article, "withdraw", make_person("Publisher"), comment="Superseded by new advice.")
    assert article.published is None
    assert article.versions.count() == 1
    assert not article.renderings.exists()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2023, 5, 5), 24, date(2025, 5, 5)),
    ],
)
def test_months_are_added_by_the_calendar(day, months, expected):
    assert workflow.add_months(day, months) == expected
