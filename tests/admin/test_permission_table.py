"""Every model of the editors' site: which group may look, add, change and delete.

The table is the policy. A model that is not in it, or a page of its own that no row of
:mod:`tests.admin.test_permissions` opens, fails here.
"""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import content  # noqa: F401 - a fixture
from tests.admin.test_permissions import ACTIONS, GROUPS, workplace  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

LETTERS = dict(zip(GROUPS, "ERPA", strict=True))
DERIVED = ("ERPA", "", "", "")
"""Also what is edited elsewhere: on its article, on its term."""
SUPERUSERS = ("", "", "", "")

TABLE = {
    # model: (look, add, change, delete)
    "articles.article": ("ERPA", "EA", "EA", "A"),
    "articles.section": ("ERPA", "EA", "EA", "EA"),
    "articles.counterpart": ("ERPA", "EA", "EA", "EA"),
    "articles.topic": ("ERPA", "A", "A", "A"),
    "articles.importfinding": ("ERPA", "", "ERA", ""),
    "articles.source": DERIVED,
    "articles.importrun": DERIVED,
    "articles.version": DERIVED,
    "articles.transition": DERIVED,
    "articles.rendering": DERIVED,
    "articles.termuse": DERIVED,
    "articles.citation": DERIVED,
    "articles.bibliographyentry": DERIVED,
    "articles.formerslug": DERIVED,
    "articles.feedback": DERIVED,
    "articles.previewlink": DERIVED,
    "articles.reviewcomment": DERIVED,
    "articles.notice": DERIVED,
    "articles.reviewreminder": DERIVED,
    "articles.upload": ("EA", "", "", ""),
    "glossary.term": ("ERPA", "EA", "EA", "A"),
    "glossary.alias": DERIVED,
    "glossary.definition": ("ERPA", "EA", "EA", "A"),
    "glossary.code": DERIVED,
    "glossary.formerslug": DERIVED,
    "references.reference": ("ERPA", "EA", "EA", "A"),
    "references.quotation": ("ERPA", "", "EA", ""),
    "references.mergeproposal": ("ERPA", "", "", ""),
    "references.formerkey": DERIVED,
    "search.unfound": ("EA", "", "EA", ""),
    "kb.sitestate": ("A", "", "", ""),
    "articles.termtopic": SUPERUSERS,
    "kb.change": SUPERUSERS,
    "kb.apikey": SUPERUSERS,
    "auth.user": ("A", "A", "A", "A"),
    "auth.group": ("A", "", "", ""),
    "admin.logentry": ("A", "", "", ""),
    "axes.accessattempt": SUPERUSERS,
    "axes.accesslog": SUPERUSERS,
    "axes.accessfailurelog": SUPERUSERS,
    "otp_totp.totpdevice": SUPERUSERS,
    "otp_static.staticdevice": SUPERUSERS,
}

LIST_ACTIONS = {
    "articles.article": {
        "add_topic": "EA",
        "remove_topic": "EA",
        "set_owner": "EA",
        "set_review_date": "RPA",
        "export_markdown": "ERPA",
        "export_json": "ERPA",
    },
    "articles.feedback": {"settle": "EA"},
    "articles.importfinding": {"settle_selected": "ERA", "reopen_selected": "ERA"},
    "glossary.definition": {"sign_off": "R"},
    "search.unfound": {"set_aside": "EA"},
    "references.mergeproposal": {"keep_first": "EA", "keep_second": "EA", "keep_both": "EA"},
    "auth.user": {"delete_selected": "A"},
    "articles.topic": {"delete_selected": "A"},
    "articles.counterpart": {"delete_selected": "EA"},
}


def page(model, name: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def answers(client, model) -> dict[str, bool]:
    """What the server lets this person do with a model; what there is no row of is left out."""
    record = model._default_manager.order_by("pk").first()
    told = {"add": client.get(page(model, "add")).status_code}
    if record is not None:
        told["look"] = client.get(page(model, "change", record.pk)).status_code
        told["change"] = client.post(page(model, "change", record.pk), {}).status_code
    assert set(told.values()) <= {200, 302, 403, 409}, (model, told)
    return {name: status != 403 for name, status in told.items()}


@pytest.mark.parametrize("group", [*GROUPS, "no group"])
def test_every_model_is_open_to_those_the_tables_name(group, content):  # noqa: F811
    person = make_person(*([group] if group in GROUPS else []))
    client, letter = client_of(person), LETTERS.get(group, "-")
    wrong = []
    for model, model_admin in admin.site._registry.items():
        label = model._meta.label_lower
        look, add, change, delete = TABLE[label]
        said = answers(client, model)
        listed = client.get(page(model, "changelist"))
        said["list"] = listed.status_code == 200
        request = RequestFactory().get("/")
        request.user = person
        said["delete"] = model_admin.has_delete_permission(request)
        wanted = {"list": look, "look": look, "add": add, "change": change, "delete": delete}
        expected = {name: letter in wanted[name] for name in said}
        said["actions"] = offers(listed)
        expected["actions"] = {
            name for name, letters in LIST_ACTIONS.get(label, {}).items() if letter in letters
        }
        if said != expected:
            wrong.append((label, said, expected))
    assert not wrong


def offers(answer) -> set[str]:
    """The actions that a list offers; a list without rows offers them too."""
    form = (getattr(answer, "context_data", None) or {}).get("action_form")
    choices = form.fields["action"].choices if form else []
    return {name for name, _ in choices if name}


def test_the_table_names_every_model():
    assert {model._meta.label_lower for model in admin.site._registry} == TABLE.keys()


def test_every_page_of_our_own_has_its_row(workplace):  # noqa: F811
    known = {
        resolve(address(workplace).split("?")[0]).url_name for _, address, _, _ in ACTIONS.values()
    }
    usual = ("_changelist", "_add", "_change", "_delete", "_history")
    ours = {
        pattern.name
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in ("articles", "glossary", "references", "kb")
        for pattern in model_admin.get_urls()
        if pattern.name and not pattern.name.endswith(usual)
    }
    assert ours - known == set()
