"""Importing from the browser: what is let in, tried without a trace, loaded once."""

from __future__ import annotations

import stat
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles import uploading
from articles.import_jobs import asking, working
from articles.import_jobs.working import work
from articles.models import Article, ImportFinding, ImportRun, Source, Upload
from articles.uploading import BadUpload, read_files
from glossary.models import Term
from tests.admin.conftest import client_of
from tests.articles.documents import MARKDOWN

pytestmark = pytest.mark.django_db

SEND = "admin:articles_upload_send"


def zipped(**files: str | bytes) -> BytesIO:
    """A zip of files; ``__`` in a name stands for a full stop."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    packed.seek(0)
    return packed


def zip_of(name: str, data: bytes = b"words", **facts) -> BytesIO:
    """A zip of one member with any name and any facts."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo("placeholder")
        member.filename = name
        for key, value in facts.items():
            setattr(member, key, value)
        archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    packed.seek(0)
    return packed


def send(client, *files):
    return client.post(reverse(SEND), {"files": files}, follow=True)


@pytest.fixture
def client(editor):
    return client_of(editor)


def page(job) -> str:
    return reverse("admin:articles_upload_look", args=[job.pk])


def tried(client, *files) -> Upload:
    """The job of files that were sent and tried."""
    send(client, *files)
    work()
    return Upload.objects.first()


def sleep(text: str = MARKDOWN) -> SimpleUploadedFile:
    return SimpleUploadedFile("sleep.md", text.encode())


def loaded(client, job) -> str:
    """What the page says after an upload is confirmed and imported."""
    client.post(page(job))
    work()
    return client.get(page(job)).content.decode()


def test_files_that_were_sent_wait_for_whoever_is_free(client):
    html = send(client, sleep()).content.decode()
    assert "Waiting to be tried" in html
    assert 'http-equiv="refresh"' in html
    assert "Import as drafts" not in html


def test_a_trial_reports_and_writes_nothing(client):
    html = client.get(page(tried(client, sleep()))).content.decode()
    assert "1 document: 1 new" in html
    assert "Sleep and the heart" in html
    assert 'http-equiv="refresh"' not in html
    assert not (Article.objects.exists() or Term.objects.exists() or ImportRun.objects.exists())


def test_loading_makes_drafts_by_the_person_and_forgets_the_folder(client, editor):
    folder = zipped(folder__md="", **{"in/sleep__md": MARKDOWN, "in/bad__txt": ""})
    job = tried(client, SimpleUploadedFile("many.zip", folder.read()))
    html = loaded(client, job)
    article = Article.objects.get(slug="sleep-and-the-heart")
    assert (article.state, article.published) == ("draft", None)
    assert reverse("admin:articles_article_change", args=[article.pk]) in html
    assert Source.objects.get().folder == "upload/in"
    assert (ImportRun.objects.get().by, ImportRun.objects.get().upload) == (editor, job)
    refused = ImportFinding.objects.filter(code="document-refused")
    assert set(refused.values_list("path", flat=True)) == {"in/bad.txt", "folder.md"}


def test_what_is_confirmed_twice_is_loaded_once(client, editor):
    job = tried(client, sleep())
    assert asking.confirm(job, by=editor) is True
    assert asking.confirm(job, by=editor) is False
    assert (work(), work()) == (1, 0)
    job.refresh_from_db()
    assert (bytes(job.content), job.report["totals"]["created"]) == (b"", 1)


def test_a_load_that_fails_says_why_and_can_be_tried_again(client, monkeypatch):
    job = tried(client, sleep())
    with monkeypatch.context() as patch:
        patch.setattr(working, "import_paths", lambda *args: (_ for _ in ()).throw(OSError("no")))
        assert "It failed (OSError: no)." in loaded(client, job)
    client.post(page(job), {"retry": "1"})
    work()
    assert "1 document: 1 new" in client.get(page(job)).content.decode()


def test_an_edited_article_is_not_overwritten(client):
    loaded(client, tried(client, sleep()))
    section = Article.objects.get().sections.first()
    section.markdown, section.blocks, section.digest = "Mine.", [], "0" * 64
    section.save()
    job = tried(client, sleep(MARKDOWN.replace("Rest is part", "Sleep is part")))
    assert "waits: the article was edited here" in client.get(page(job)).content.decode()


def test_what_is_thrown_away_is_gone_and_its_job_says_so(client):
    job = tried(client, sleep())
    html = client.post(page(job), {"cancel": "1"}, follow=True).content.decode()
    assert "nothing was imported" in html
    job.refresh_from_db()
    assert (job.state, bytes(job.content), work()) == ("cancelled", b"", 0)


def test_uploads_nobody_decides_on_are_thrown_away_by_the_command(client, settings):
    old, new = tried(client, sleep()), tried(client, sleep())
    Upload.objects.filter(pk=old.pk).update(
        at=timezone.now() - timedelta(days=settings.KB_UPLOAD_DAYS, hours=1)
    )
    said = StringIO()
    call_command("run_imports", stdout=said)
    assert said.getvalue() == "0 uploads worked on, 1 thrown away.\n"
    kept = dict(Upload.objects.values_list("pk", "state"))
    assert kept == {old.pk: "cancelled", new.pk: "planned"}
    assert not bytes(Upload.objects.get(pk=old.pk).content)


REFUSED = {
    "a path that climbs": (zip_of, ("../../etc/rest.md",), {}),
    "a path that climbs within": (zip_of, ("in/../../rest.md",), {}),
    "an absolute path": (zip_of, ("/etc/rest.md",), {}),
    "a path of Windows": (zip_of, ("in\\..\\rest.md",), {}),
    "a drive": (zip_of, ("C:rest.md",), {}),
    "a deep path": (zip_of, ("a/b/c/d/e/f/g/rest.md",), {}),
    "a long name": (zip_of, ("a" * 300 + ".md",), {}),
    "a link": (zip_of, ("rest.md", b"/etc/passwd"), {"external_attr": stat.S_IFLNK << 16}),
    "a zip in a zip": (zip_of, ("rest.zip",), {}),
    "a program": (zip_of, ("rest.exe",), {}),
    "another settings file": (zip_of, ("pyproject.toml",), {}),
    "bytes that are no text": (zip_of, ("rest.md", b"\x7fELF\0\0"), {}),
    "no document at all": (zip_of, ("manifest.toml", b""), {}),
    "a bomb": (zip_of, ("rest.md", b"a" * (17 * 1024 * 1024)), {}),
    "no zip": (BytesIO, (b"PK not really",), {}),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_let_in(case):
    make, args, facts = REFUSED[case]
    with pytest.raises(BadUpload) as refused:
        read_files([("many.zip", make(*args, **facts))])
    assert str(refused.value).endswith(".")


def test_too_many_and_too_much(monkeypatch):
    many = [(f"{number}.md", BytesIO(b"words")) for number in range(uploading.MAX_FILES + 1)]
    with pytest.raises(BadUpload, match="more than 200"):
        read_files(many)
    monkeypatch.setattr(uploading, "MAX_TOTAL", 8)
    with pytest.raises(BadUpload, match="together"):
        read_files([("a.md", BytesIO(b"words")), ("b.md", BytesIO(b"words"))])


def test_two_files_of_one_name_are_refused():
    with pytest.raises(BadUpload, match="twice"):
        read_files([("a.md", BytesIO(b"words")), ("A.md", BytesIO(b"words"))])


def test_clutter_of_operating_systems_is_passed_over():
    with pytest.raises(BadUpload, match="no document"):
        read_files([("many.zip", zip_of("__MACOSX/rest.md"))])
    hidden = zipped(**{"in/__DS_Store": b"\0", "rest__md": "x"})
    assert list(read_files([("many.zip", hidden)])) == ["rest.md"]


def test_a_refusal_is_said_on_the_form(client):
    answer = send(client, SimpleUploadedFile("rest.exe", b"MZ"))
    assert "of no kind that is imported" in answer.content.decode()
    assert not Upload.objects.exists()
