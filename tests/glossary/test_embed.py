"""What the script for other pages needs of this site."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["strata.js", "strata.css"])
def test_every_page_may_load_the_script_and_its_style(client, name):
    answer = client.get(f"/embed/{name}")
    assert answer.status_code == 200
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not answer.cookies


def test_every_page_may_send_its_text(client):
    asked = client.options("/api/v1/annotate", headers={"Origin": "https://other.example"})
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked


def test_the_demonstration_shows_the_two_lines(client):
    page = client.get("/embed/")
    assert b"/embed/strata.js&quot;" in page.content or b'/embed/strata.js"' in page.content
