"""Make the Wagtail site's database from ``[[slug, title, HTML]]`` on standard input."""

import json
import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.wagtail_site.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from wagtail.models import Page, Site

    from benchmarks.peers.wagtail_site.models import ArticlePage

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    home = Page.objects.get(depth=1).add_child(instance=ArticlePage(title="Home", slug="peer"))
    Site.objects.update(root_page=home, hostname="127.0.0.1")
    folder = home.add_child(instance=ArticlePage(title="Articles", slug="articles"))
    for slug, title, html in json.load(sys.stdin):
        folder.add_child(instance=ArticlePage(title=title, slug=slug, body=html))


if __name__ == "__main__":
    main()
