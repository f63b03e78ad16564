"""Nothing unpublished is reachable: the whole public site is walked with secrets about.

Two ways: every address that any public answer names is read; and every address that takes a
parameter is asked for a secret's name and for a name nobody has, which must be answered alike.
"""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from drf_spectacular.generators import SchemaGenerator

from articles.mcp.tools import TOOLS
from articles.models import Section
from articles.publishing import withdraw
from glossary.models import Definition
from glossary.release import index_terms
from kb.document.tree import TIERS
from tests.api.content import one_tier
from tests.factories import make_article, make_document, make_reference, make_term

pytestmark = pytest.mark.django_db

SECRET, NOBODY = "zzsecret", "zznobody"
HOST = "http://127.0.0.1:8000"
BEGIN = (
    *("/", "/sitemap.xml", "/robots.txt", "/llms.txt", "/opensearch.xml", "/embed/"),
    *("/feeds/articles.atom", "/api/v1/", "/api/schema/", "/api/v1/export/manifest/"),
    *(f"/references.{ending}" for ending in ("bib", "ris", "json")),
    *(f"/articles/sleep/references.{ending}" for ending in ("bib", "ris", "json")),
    *("/fhir/metadata", "/fhir/DocumentReference", "/fhir/Composition", "/fhir/CodeSystem"),
    *("/fhir/ValueSet", "/fhir/ValueSet/glossary/$expand", "/fhir/CodeSystem/glossary"),
    *("/fhir/Composition/sleep-v1", "/fhir/DocumentReference/sleep-v1"),
    *("/search/?q=passage", "/search/suggest?q=pas", "/infobutton?mainSearchCriteria.v.dn=passage"),
)
SKIPPED = re.compile(r"/(static|admin|preview|api/docs)/|/feedback/|\.js$|\.css$|cursor=")
LINK = re.compile(
    rf'(?:href=|"){{1}}"?(?:{re.escape(HOST)})?(/[^"\s<>{{}}]*)|{re.escape(HOST)}(/[^"\s<>]*)'
)


@pytest.fixture(autouse=True)
def _content():
    """Public content, and beside it everything that must not be seen, marked as secret."""
    secret_term = make_term(f"{SECRET} term", is_public=False)
    term = make_term("passage")
    term.related.add(secret_term)
    Definition.objects.create(term=term, tier="academic", text=SECRET, status="rejected")
    Definition.objects.create(term=term, tier="academic", text=f"{SECRET}2")
    term.codes.create(system="MeSH", code=SECRET, confidence="low")
    article = make_article(
        slug="sleep", references=(make_reference(key="shown"),), topics=("Rest",)
    )
    hidden = make_reference(key=f"{SECRET}-reference", title=SECRET, doi=f"10.1/{SECRET}")
    draft = make_document(title=f"{SECRET} draft", tiers=(one_tier("academic", f"A {SECRET}."),))
    make_article(
        document=draft,
        slug=f"{SECRET}-draft",
        published=False,
        topics=(SECRET,),
        references=(hidden,),
    )
    withdraw(make_article(document=draft, slug=f"{SECRET}-gone"), reason="Superseded.")
    article.title, article.summary, article.note = SECRET, SECRET, SECRET
    article.owner_name, article.reviewed_by_name = SECRET, SECRET
    article.topics.add(article.topics.model.objects.get(slug=SECRET))
    article.save()
    Section.objects.filter(article=article).update(heading=SECRET, markdown=SECRET)
    index_terms([secret_term.pk, term.pk])


def text_of(answer) -> str:
    return answer.getvalue().decode("utf-8", "replace")


def test_no_public_address_leads_to_a_secret(client):
    waiting, seen = list(BEGIN), set()
    while waiting:
        address = waiting.pop()
        if address in seen or SKIPPED.search(address):
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code < 500, address
        text = text_of(answer)
        assert SECRET not in text, address
        found = (unescape(one or other) for one, other in LINK.findall(text))
        waiting += [each.partition("#")[0] for each in found if "changes" not in each]
    for part in ("/fhir/Composition/", "/glossary/passage/", "/versions/1/cite.", "/api/v1/terms/"):
        assert any(part in address for address in seen), part
    assert len(seen) > 60


def test_the_feeds_of_changes_tell_the_key_of_what_was_withdrawn_and_no_more(client):
    for address in ("/feeds/changes.atom", "/api/v1/changes/"):
        text = text_of(client.get(address))
        assert f"{SECRET}-gone" in text
        assert SECRET not in text.replace(f"{SECRET}-gone", "")


def test_the_export_holds_no_secret(client):
    assert SECRET not in text_of(client.get("/api/v1/export.ndjson"))


# --- asked for by name ------------------------------------------------------------------------


def alike(ask, *names: str) -> None:
    """Check that a secret's name gets the answer that a name nobody has gets."""
    for name in names:
        other = name.replace(SECRET, NOBODY)
        one, two = ask(name), ask(other)
        assert one.status_code == two.status_code, name
        if one.status_code in (301, 302):
            continue
        same = [
            re.sub("|".join((re.escape(quote(n)), re.escape(n), s)), "·", text_of(answer))
            for n, s, answer in ((name, SECRET, one), (other, NOBODY, two))
        ]
        assert plain(same[0]) == plain(same[1]), name


def plain(text: str) -> str:
    """Take out what differs between any two answers: times, and digests of what was asked."""
    text = re.sub(r"\d{4}-\d{2}-\d{2}T[\d:.]+(Z|\+00:00)", "time", text)
    return re.sub(r"[0-9a-f]{32}", "digest", text)


NAMES = (
    *(SECRET, f"{SECRET}-draft", f"{SECRET}-term", f"{SECRET}-reference", f"{SECRET} term"),
    *(f"{SECRET} draft", f"10.1/{SECRET}", f"MeSH|{SECRET}"),
)


IDENTIFIERS = (SECRET, f"{SECRET}-draft", f"{SECRET}-reference", f"MeSH|{SECRET}")


def parameters() -> list[tuple[str, str]]:
    """Return every query parameter of every address that takes free text, with a good path."""
    given = {"slug": "sleep", "tier": TIERS[0], "anchor": "introduction"}
    given |= {"number": 1, "old": 1, "new": 1, "key": "shown"}
    found = []
    for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
        for each in methods.get("get", {}).get("parameters", ()):
            if each["in"] == "query" and each["schema"].get("type") in ("string", None):
                slug = "passage" if "/terms/" in path else "sleep"
                found.append((path.format(**{**given, "slug": slug}), each["name"]))
    return found


def test_no_parameter_of_the_api_tells_a_secret_from_nothing(client):
    asked = parameters()
    assert len(asked) > 25
    for path, parameter in asked:
        alike(lambda name, path=path, p=parameter: client.get(path, {p: name}), *IDENTIFIERS)


def test_no_expansion_and_no_choice_brings_a_secret(client):
    for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
        for each in methods.get("get", {}).get("parameters", ()):
            values = each["schema"].get("enum") or each["schema"].get("items", {}).get("enum", ())
            if each["in"] == "query" and "{" not in path.replace("{slug}", ""):
                slug = "passage" if "/terms/" in path else "sleep"
                for value in values:
                    given = {each["name"]: value} | ({"q": "passage"} if "search" in path else {})
                    answer = client.get(path.format(slug=slug), given)
                    assert answer.status_code == 200, (path, given)
                    assert SECRET not in text_of(answer), (path, given)


PLACES = (
    "/articles/{}/",
    "/articles/{}/academic/",
    "/articles/{}/versions/",
    "/articles/{}/versions/1/",
    "/articles/{}/versions/1/cite.bib",
    "/articles/{}/versions/1..2/",
    "/articles/{}/references.ris",
    "/glossary/{}/",
    "/references/{}/",
    "/references/{}.bib",
    "/api/v1/articles/{}/",
    "/api/v1/articles/{}/academic/",
    "/api/v1/articles/{}/academic/introduction/",
    "/api/v1/articles/{}/versions/",
    "/api/v1/articles/{}/versions/1/",
    "/api/v1/articles/{}/versions/1..1/",
    "/api/v1/terms/{}/",
    "/api/v1/references/{}/",
    "/fhir/DocumentReference/{}-v1",
    "/fhir/Composition/{}-v1",
    "/articles/?topic={}",
    "/glossary/?kind={}",
    "/search/?q={}",
    "/search/suggest?q={}",
    "/fhir/ValueSet/glossary/$expand?filter={}",
    "/fhir/DocumentReference?_id={}-v1",
    "/infobutton?knowledgeResponseType=application/json&mainSearchCriteria.v.dn={}",
    "/infobutton?mainSearchCriteria.v.cs=2.16.840.1.113883.6.177&mainSearchCriteria.v.c={}",
    "/infobutton/application?mainSearchCriteria.v.ot={}",
)


def test_no_place_tells_a_secret_from_nothing(client):
    for place in PLACES:
        alike(lambda name, place=place: client.get(place.format(quote(name))), *NAMES)


def test_a_withdrawn_article_is_gone_everywhere_with_all_its_versions(client):
    gone = f"{SECRET}-gone"
    for place in PLACES:
        answer = client.get(place.format(gone))
        assert SECRET not in text_of(answer).replace(gone, ""), place
        if place.startswith(("/articles/{}/", "/api/v1/articles/{}/", "/fhir/Composition/")):
            assert answer.status_code in (404, 410), place


def test_no_tool_of_agents_tells_a_secret_from_nothing(client):
    def ask(name: str, tool: str):
        call = {"name": tool, "arguments": {TOOLS[tool].required[0]: name}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        return client.post("/mcp", json.dumps(body), content_type="application/json")

    for tool in TOOLS:
        alike(lambda name, tool=tool: ask(name, tool), *NAMES)


def test_annotating_does_not_know_a_secret(client):
    def ask(name: str, form: str):
        body = {form: f"A {name} in a passage.", "tier": "academic"}
        return client.post("/api/v1/annotate", body, content_type="application/json")

    for form in ("text", "html"):
        alike(lambda name, form=form: ask(name, form), *NAMES)
