"""An editor's process, asked over its standard input: a change of the glossary a line, as JSON.

``["add", name]``, ``["rename", name, new]`` and ``["withdraw", name]`` go through the forms of the
editors' site. It answers ``done`` when the change is committed.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("editor-of-terms"))
    for line in sys.stdin:
        change, name, *more = json.loads(line)
        if change == "add":
            send(client, "add/", name=name, is_public="on")
        elif change == "rename":
            send(client, _page(name), name=more[0], is_public="on")
        else:
            send(client, _page(name), name=name)
        print("done", flush=True)


def _page(name: str) -> str:
    from glossary.models import Term

    return f"{Term.objects.get(name=name).pk}/change/"


def send(client: Any, page: str, *, name: str, **more: str) -> None:
    """Fill the form of a term in and send it."""
    from django.utils.text import slugify

    fields = {"name": name, "slug": slugify(name), "is_linked": "on", **more}
    for inline in ("aliases", "definitions", "codes"):
        fields |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    response = client.post(f"/admin/glossary/term/{page}", fields)
    assert response.status_code == 302, response.content.decode()


if __name__ == "__main__":
    main()
