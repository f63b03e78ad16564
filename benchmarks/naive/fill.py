"""Make the naive site's database from articles and terms on standard input, as JSON."""

import json
import os
import sys

import django


def main() -> None:
    """Read ``{"terms": [[name, definition]], "articles": [[slug, title, text]]}``."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.naive.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.naive.models import Article, Term

    call_command("migrate", verbosity=0, run_syncdb=True)
    given = json.load(sys.stdin)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    Term.objects.bulk_create(Term(name=name, definition=text) for name, text in given["terms"])
    terms = list(Term.objects.all()[:60])
    for slug, title, text in given["articles"]:
        Article.objects.create(slug=slug, title=title, text=text).terms.set(terms)


if __name__ == "__main__":
    main()
