"""What a worker has loaded before its first reader comes."""

from __future__ import annotations

from kb.warming import warm


def test_a_warm_worker_compiles_no_template_for_its_first_article(
    full_article, client, settings, monkeypatch
):
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "APP_DIRS": False, "OPTIONS": {
            **settings.TEMPLATES[0]["OPTIONS"],
            "loaders": [("django.template.loaders.cached.Loader", [
                "django.template.loaders.filesystem.Loader",
            ])],
        }}
    ]  # fmt: skip
    warm()
    monkeypatch.setattr("django.template.base.Template.compile_nodelist", _refuse)
    assert client.get("/articles/sleep-and-rest/academic/").status_code == 200


def test_warming_asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        warm()


def _refuse(template):
    raise AssertionError(f"{template.name} is compiled while a reader waits")
