"""Record what a release's database holds, with rows of every kind, for later releases to upgrade.

``python -m tests.upgrades.record NAME`` makes an empty SQLite database, does with it what people do
with a site, and writes every row and the newest migration of each app to ``NAME.json``. It is run
once, on the release's own code; see docs/releasing.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DOCUMENT = FOLDER.parent / "document" / "cases" / "b_iron.txt"

PASSWORD = "a pass phrase of an example"
DRAFT_WORDS = "Words of a draft that nobody has published."
NEW_WORDS = "Words that came with the second version."


def main(name: str) -> None:
    """Make the database and write what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3",
            "DJANGO_SETTINGS_MODULE": "kb.settings",
            "KB_VAR_DIR": folder,
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        document = Path(folder) / "iron.txt"
        source, _, _ = DOCUMENT.read_text(encoding="utf-8").partition("==== expected")
        document.write_text(source.partition("==== source\n")[2], encoding="utf-8")
        fill(document)
        path = FOLDER / f"{name}.json"
        path.write_text(_written(recorded()).replace(folder, "/documents"), encoding="utf-8")
        print(path)


# --- what people do with a site ---------------------------------------------------------------


def fill(document: Path) -> None:
    """Write rows of every kind, by the code that the site writes them with."""
    from django.core.management import call_command

    people = _people()
    call_command("import_documents", str(document), publish=True, verbosity=0)
    _glossary()
    _library(people["publisher"])
    article = _article(people)
    _readers(article)
    _desk(article, people["editor"], document)
    _withdrawn(people["publisher"])


def _people() -> dict[str, Any]:
    from django.contrib.auth.models import Group, User
    from django_otp.plugins.otp_totp.models import TOTPDevice

    found = {}
    for name in ("editor", "reviewer", "publisher", "administrator"):
        user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=name.capitalize()))
        found[name] = user
    TOTPDevice.objects.create(user=found["administrator"], name="telephone", key="00" * 20)
    return found


def _glossary() -> None:
    from glossary.merging import merge
    from glossary.models import Code, Definition
    from tests.factories import make_reference, make_term

    kept = make_term("slow wave", aliases=("deep wave",), definition="A slow wave of the brain.")
    other = make_term("brain rest", definition="Rest of the brain.")
    kept.related.add(other)
    reference = make_reference(key="example-defined")
    kept.definitions.get().references.add(reference)
    Definition.objects.create(term=kept, text="Another wording.", source="another source")
    Code.objects.create(term=kept, system="Example", code="E-1", display="Slow wave")
    merge(make_term("wave that is slow", definition=""), kept)


def _library(by: Any) -> None:
    from references.merging import merge
    from references.models import MergeProposal, Quotation
    from tests.factories import make_reference

    kept = make_reference(
        key="example-cited",
        doi="10.1000/example",
        verification="verified",
        verified_by=by,
        verified_by_name="publisher",
        verified_at=datetime(2020, 1, 2, tzinfo=UTC).date(),
        verified_against="an example",
    )
    like = make_reference(key="example-like")
    merge(make_reference(key="example-gone"), kept, by=by)
    MergeProposal.objects.create(first=kept, second=like, reason="like titles", score=0.9)
    Quotation.objects.create(
        raw="Example A. An example.", raw_sha256="0" * 64, reference=kept, verdict="exact"
    )


def _article(people: dict[str, Any]) -> Any:
    """An article of two versions by three people, with a newer draft and a former address."""
    from articles import editing, workflow
    from articles.models import Article, Counterpart
    from references.models import Reference
    from tests.factories import FILLING, make_article

    article = make_article(
        slug="rest-at-night",
        references=(Reference.objects.get(key="example-cited"),),
        topics=("Rest",),
        owner=people["editor"],
        owner_name="editor",
    )
    _edit(article, f"Of the slow wave. {FILLING} {NEW_WORDS} [@example-cited]", people["editor"])
    for step, who in (("submit", "editor"), ("sign_off", "reviewer"), ("publish", "publisher")):
        person = type(people[who]).objects.get(pk=people[who].pk)
        lock = Article.objects.get(pk=article.pk).lock_version
        workflow.perform(article.pk, step, by=person, seen_lock=lock, comment=f"{step}, noted")
    article.refresh_from_db()
    former, article.slug = article.slug, "rest-by-night"
    editing.save_details(article, ["slug"], former_slug=former)
    editing.claim(article, by=people["editor"])
    sections = list(article.sections.filter(heading="Why sleep matters"))
    Counterpart.objects.update_or_create(
        section=sections[0], tier=sections[1].tier, defaults={"target": sections[1]}
    )
    _edit(article, DRAFT_WORDS, people["editor"])
    return Article.objects.get(pk=article.pk)


def _edit(article: Any, markdown: str, by: Any) -> None:
    from articles.editing import SectionText, save_section

    section = article.sections.filter(tier="fundamentals").exclude(heading="").latest("position")
    save_section(section.pk, SectionText(section.heading, markdown), by=by, base=section.digest)


def _readers(article: Any) -> None:
    from articles.feedback import keep

    keep(
        article.published,
        {"tier": "fundamentals", "helpful": "no", "reason": "hard", "note": "Too long."},
    )


def _desk(article: Any, editor: Any, document: Path) -> None:
    """What is no text but belongs to the work on it, and a key for an integrator."""
    from django.contrib.admin.models import LogEntry
    from django.contrib.contenttypes.models import ContentType

    from articles.import_jobs.asking import receive
    from articles.import_jobs.working import work
    from articles.models import ReviewComment
    from articles.previews import make_link
    from articles.uploading import read_files
    from kb.api import keys
    from kb.models import ApiKey

    link = make_link(article, by=editor, days=7, note="for an example")
    ReviewComment.objects.create(
        article=article, link=link, lock_version=link.lock_version,
        tier="fundamentals", name="A reviewer", text="Say this in fewer words.",
    )  # fmt: skip
    with document.open("rb") as stream:
        receive(read_files([("iron.txt", stream)]), by=editor)
    work()
    key = ApiKey(name="An example of an integrator")
    keys.make(key)
    key.save()
    LogEntry.objects.create(
        user=editor, object_id=str(article.pk), object_repr=article.title, action_flag=2,
        content_type=ContentType.objects.get_for_model(article),
    )  # fmt: skip


def _withdrawn(by: Any) -> None:
    from articles.publishing import withdraw
    from tests.factories import make_article

    article = make_article(slug="withdrawn-one")
    withdraw(article, by=by, by_name="publisher", reason="An example of a reason")


# --- what the database holds ------------------------------------------------------------------


def recorded() -> dict[str, Any]:
    """Return the newest migration of each app, and all rows in an order they can be written in."""
    from django.apps import apps
    from django.core import serializers
    from django.core.serializers import sort_dependencies
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    leaves = sorted(MigrationLoader(connection).graph.leaf_nodes())
    labels = [(app, None) for app in apps.get_app_configs() if list(app.get_models())]
    models = [model for model in sort_dependencies(labels) if model._meta.managed]
    rows = [row for model in models for row in model._base_manager.order_by("pk")]
    return {
        "migrations": dict(leaves),
        "rows": json.loads(serializers.serialize("json", rows)),
    }


def _written(found: dict[str, Any]) -> str:
    """A row a line, so that a change shows."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found["rows"])
    migrations = json.dumps(found["migrations"], indent=1)
    return f'{{"migrations": {migrations},\n"rows": [\n{rows}\n]}}\n'


if __name__ == "__main__":
    main(sys.argv[1])
