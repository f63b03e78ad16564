"""Importing: what an operator sees of it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.document import content_digest, working_document
from articles.importing import run as importing_run
from articles.importing.run import Options, import_paths
from articles.models import Article, ImportFinding, ImportRun, Section, Source, Version
from glossary.models import Definition, Term
from references.models import Reference
from tests.articles.documents import CAPTURE, MARKDOWN
from tests.factories import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sleep.md").write_text(MARKDOWN, encoding="utf-8")
    (tmp_path / "joints.txt").write_text(CAPTURE, encoding="utf-8")
    return tmp_path


def run(*paths: Path, **options):
    return import_paths(paths, Options(**options))


def statuses(report) -> dict[str, str]:
    return {Path(entry.path).name: entry.status for entry in report.entries}


def test_a_folder_becomes_articles(folder):
    report = run(folder)
    assert statuses(report) == {"joints.txt": "created", "sleep.md": "created"}
    article = Article.objects.get(slug="sleep-and-the-heart")
    assert article.title == "Sleep and the heart"
    assert sorted(topic.name for topic in article.topics.all()) == ["heart", "sleep"]
    assert set(article.sections.values_list("tier", flat=True)) == {
        "fundamentals",
        "intermediate",
        "academic",
        "reflection",
    }


def test_importing_does_not_publish(folder):
    run(folder)
    assert not Article.objects.published().exists()
    assert not Term.objects.public().exists()
    assert not Reference.objects.public().exists()


def test_publishing_on_import_makes_version_one(folder):
    run(folder, publish=True)
    assert list(Version.objects.values_list("number", flat=True)) == [1, 1]
    assert Term.objects.public().filter(name="blood pressure").exists()
    assert Reference.objects.public().filter(key="example-2020").exists()


def test_a_second_run_changes_nothing(folder):
    run(folder, publish=True)
    counts = [model.objects.count() for model in (Source, Version, ImportRun, Section)]
    report = run(folder, publish=True)
    assert set(statuses(report).values()) == {"unchanged"}
    assert [model.objects.count() for model in (Source, Version, ImportRun, Section)] == counts
    assert all(entry.account["words_unaccounted"] == 0 for entry in report.entries)


def test_a_run_that_was_cut_off_before_publishing_is_completed_by_the_next(folder):
    run(folder)
    run(folder, publish=True)
    assert Article.objects.published().count() == 2


def test_a_withdrawn_article_stays_withdrawn(folder):
    from articles.publishing import withdraw

    run(folder, publish=True)
    withdraw(Article.objects.get(slug="sleep-and-the-heart"), reason="wrong")
    run(folder, publish=True)
    assert Article.objects.get(slug="sleep-and-the-heart").published is None


def test_a_changed_source_does_not_bring_a_withdrawn_article_back(folder):
    from articles.publishing import withdraw

    run(folder, publish=True)
    withdraw(Article.objects.get(slug="sleep-and-the-heart"), reason="wrong")
    (folder / "sleep.md").write_text(MARKDOWN.replace("heart rest", "heart slow down"))
    assert statuses(run(folder, publish=True))["sleep.md"] == "updated"
    article = Article.objects.get(slug="sleep-and-the-heart")
    assert article.published is None
    assert article.withdrawn_reason == "wrong"


def test_a_changed_source_updates_an_untouched_article(folder):
    run(folder, publish=True)
    (folder / "sleep.md").write_text(MARKDOWN.replace("heart rest", "heart slow down"))
    report = run(folder, publish=True)
    assert statuses(report)["sleep.md"] == "updated"
    article = Article.objects.get(slug="sleep-and-the-heart")
    assert article.published.number == 2
    assert article.sources.count() == 2


def test_an_edited_article_is_never_overwritten(folder):
    run(folder)
    article = Article.objects.get(slug="sleep-and-the-heart")
    article.title = "Sleep and your heart"
    article.save()
    (folder / "sleep.md").write_text(MARKDOWN.replace("heart rest", "heart slow down"))
    report = run(folder)
    assert statuses(report)["sleep.md"] == "pending"
    article.refresh_from_db()
    assert article.title == "Sleep and your heart"
    assert "slow down" not in str(article.sections.values_list("markdown"))
    waiting = article.sources.get(state="pending")
    assert "slow down" in json.dumps(waiting.document)


def test_what_waits_is_not_imported_again(folder):
    run(folder)
    Article.objects.filter(slug="sleep-and-the-heart").update(title="Another")
    (folder / "sleep.md").write_text(MARKDOWN.replace("heart rest", "heart slow down"))
    run(folder)
    assert statuses(run(folder))["sleep.md"] == "unchanged"


def test_the_working_copy_gives_back_what_was_imported(folder):
    run(folder)
    for article in Article.objects.all():
        source = article.sources.get(state="current")
        assert content_digest(working_document(article)) == source.document_digest


def test_a_renamed_file_is_recognised(folder):
    run(folder)
    (folder / "joints.txt").rename(folder / "stiffness.txt")
    assert statuses(run(folder))["stiffness.txt"] == "unchanged"
    assert Article.objects.count() == 2


def test_another_text_under_a_known_name_is_another_article(folder, tmp_path_factory):
    run(folder)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    other = (
        "Fundamentals\n\nOnions grow best in loose soil. Water them when the top dries out.\n\n\n"
        "Intermediate\n\nSow in rows a hand apart and thin the seedlings in May.\n"
    )
    (elsewhere / "joints.txt").write_text(other)
    assert statuses(run(elsewhere)) == {"joints.txt": "created"}
    assert Article.objects.count() == 3


def test_a_bad_document_stops_no_other(folder):
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    report = run(folder)
    assert statuses(report) == {
        "broken.txt": "refused",
        "joints.txt": "created",
        "sleep.md": "created",
    }
    assert ImportFinding.objects.filter(code="document-refused", path__contains="broken").exists()


def test_the_command_names_what_it_refused_and_exits_1(folder):
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("import_documents", str(folder), stdout=out, stderr=err)
    assert exit_.value.code == 1
    assert "broken.txt" in err.getvalue()
    assert "2 created, 1 refused" in out.getvalue()


@pytest.mark.parametrize(("is_up_to_date", "calls"), [(True, 0), (False, 1)])
def test_an_import_migrates_first_where_the_database_is_behind(
    folder, tmp_path, monkeypatch, is_up_to_date, calls
):
    called = []
    monkeypatch.setattr("kb.migrating.is_migrated", lambda: is_up_to_date)
    monkeypatch.setattr("kb.migrating.call_command", lambda name, **_: called.append(name))
    report = tmp_path / "report.out"
    call_command("import_documents", str(folder), migrate=True, report=report, stdout=StringIO())
    assert called == ["migrate"] * calls
    assert json.loads(report.read_text())["totals"]["created"] == 2


def test_the_command_without_paths_is_refused():
    with pytest.raises(CommandError):
        call_command("import_documents")


def test_a_dry_run_writes_nothing(folder):
    report = run(folder, dry_run=True, publish=True)
    assert statuses(report) == {"joints.txt": "created", "sleep.md": "created"}
    for model in (Article, Source, ImportRun, ImportFinding, Term, Reference):
        assert not model.objects.exists()


def test_two_files_asking_for_one_address_are_told_apart(folder):
    (folder / "twin.md").write_text(MARKDOWN.replace("Rest is part", "Sleep is part"))
    report = run(folder)
    assert statuses(report)["twin.md"] == "refused"
    assert "sleep-and-the-heart" in report.refused[0].findings[0].message


def test_a_manifest_gives_what_a_capture_lacks(folder):
    (folder / "manifest.toml").write_text(
        '["joints.txt"]\ntitle = "Stiff joints"\nurl = "https://example.org/joints"\n'
        'topics = ["joints"]\nowner = "Example clinic"\n'
    )
    run(folder)
    article = Article.objects.get(slug="stiff-joints")
    assert (article.title_source, article.source_url) == ("manifest", "https://example.org/joints")
    assert article.owner_name == "Example clinic"


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("not toml at all [", "not readable as TOML"),
        ('["joints.txt"]\ntitel = "x"\n', "titel"),
        ('["joints.txt"]\ntopics = "x"\n', "topics"),
        ('["joints.txt"]\ntitle = 5\n', "title"),
        ('title = "x"\n', "table"),
    ],
)
def test_a_bad_manifest_is_named_and_the_documents_still_come_in(folder, manifest, said):
    (folder / "manifest.toml").write_text(manifest)
    report = run(folder)
    assert statuses(report)["manifest.toml"] == "refused"
    assert said in report.refused[0].findings[0].message
    assert statuses(report)["joints.txt"] == "created"


def test_files_that_are_no_documents_are_passed_over(folder):
    (folder / "README.md").write_text("# About this folder")
    (folder / ".hidden.txt").write_text("x")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    report = run(folder)
    assert set(statuses(report)) == {"joints.txt", "sleep.md"}
    assert any("README.md" in note for note in report.notes)


def test_a_loop_of_links_does_not_trap_the_walk(folder):
    (folder / "again").symlink_to(folder, target_is_directory=True)
    assert len(run(folder).entries) == 2


def test_a_missing_path_is_named(tmp_path):
    report = run(tmp_path / "nowhere")
    assert report.refused[0].findings[0].message == "There is no such file or folder."


def test_captions_and_labels_stay_out_of_the_text(folder):
    run(folder)
    text = json.dumps(
        list(Section.objects.filter(source__name="joints.txt").values_list("blocks", flat=True))
    )
    assert "symbolizes" not in text
    assert "Skip to main content" not in text
    assert Term.objects.filter(name="morning stiffness").exists()


def test_definitions_go_to_the_glossary_with_their_tier(folder):
    run(folder)
    term = Term.objects.get(name="blood pressure")
    assert term.kind == "measurement"
    tiers = Definition.objects.filter(term=term).values_list("tier", flat=True)
    assert set(tiers) == {"fundamentals", "academic"}


def test_references_are_parsed_and_unverified(folder):
    run(folder)
    record = Reference.objects.get(title="Morning stiffness as a sign")
    assert record.verification == "unverified"
    assert (record.year, record.container) == (2019, "Journal of Examples")


def test_the_report_has_its_published_shape(folder, tmp_path):
    target = tmp_path / "report.json"
    call_command("import_documents", str(folder), report=target, stdout=StringIO())
    report = json.loads(target.read_text())
    entry = next(entry for entry in report["documents"] if entry["path"].endswith("joints.txt"))
    assert set(entry) >= {
        "path", "sha256", "layout", "status", "slug", "title", "title_source", "counts",
        "findings", "account",
    }  # fmt: skip
    account = entry["account"]
    assert account["words_total"] == account["words_kept"] + account["words_dropped"]
    assert account["words_unaccounted"] == 0
    assert report["totals"]["created"] == 2
    finding = entry["findings"][0]
    assert set(finding) == {"code", "severity", "line", "excerpt", "message"}


def test_real_captures_import_and_come_back_unchanged(samples):
    first = run(samples, publish=True)
    assert set(statuses(first).values()) == {"created"}
    assert all(entry.account["words_unaccounted"] == 0 for entry in first.entries)
    for article in Article.objects.all():
        assert article.renderings.count() == 3
    second = run(samples, publish=True)
    assert set(statuses(second).values()) == {"unchanged"}


def test_a_draft_adds_no_wording_to_a_public_term_until_it_is_published(folder):
    make_term("blood pressure", definition="For clinicians.", tier="academic")
    run(folder)
    shown = Definition.objects.filter(term__name="blood pressure", status="chosen")
    assert [definition.text for definition in shown] == ["For clinicians."]
    run(folder, publish=True)
    assert shown.filter(tier="fundamentals").exists()
    assert shown.get(tier="academic").text == "For clinicians."


def test_an_edit_saved_after_the_plan_was_made_is_not_overwritten(folder, monkeypatch):
    run(folder)
    (folder / "sleep.md").write_text(MARKDOWN.replace("heart rest", "heart slow down"))
    planned = importing_run.plan_many

    def plan_and_then_edit(readings, slugs):
        plans = planned(readings, slugs)
        article = Article.objects.get(slug="sleep-and-the-heart")
        article.title, article.lock_version = "Saved meanwhile", article.lock_version + 1
        article.save()
        return plans

    monkeypatch.setattr(importing_run, "plan_many", plan_and_then_edit)
    assert statuses(run(folder))["sleep.md"] == "pending"
    article = Article.objects.get(slug="sleep-and-the-heart")
    assert article.title == "Saved meanwhile"
    assert article.sources.filter(state="pending").count() == 1
