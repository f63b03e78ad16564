"""Every address of the site."""

from django.urls import include, path, re_path

from kb import views
from kb.lazy_urls import later, re_later, view
from kb.metrics import metrics

handler404 = "kb.views.not_found"
handler500 = "kb.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/", include("articles.urls")),
    later("preview/", "articles.preview_urls", "preview"),
    later("calendar/", "articles.calendar_urls", "calendar"),
    path("", include("references.urls")),
    path("glossary/", include("glossary.urls")),
    path("search/", include("kb.search.urls")),
    path("feeds/articles.atom", view("kb.feeds.articles"), name="feed"),
    path("feeds/changes.atom", view("kb.feeds.changes"), name="changes-feed"),
    path("sitemap.xml", view("kb.sitemaps.sitemap"), name="sitemap"),
    re_path(
        r"^sitemaps/(?P<kind>[a-z]+)-(?P<number>[1-9]\d{0,6})\.xml$",
        view("kb.sitemaps.numbered"),
        name="sitemap-file",
    ),
    path("robots.txt", views.robots, name="robots"),
    path("llms.txt", views.llms, name="llms"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path(".well-known/security.txt", views.security, name="security"),
    path("healthz", views.health, name="health"),
    path("readyz", views.ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("", include("kb.second_factor")),
    later("admin/", "kb.admin_urls", "admin"),
    later("api/", "kb.api_urls", "api"),
    re_later(r"^(?=infobutton)", "articles.infobutton.urls", "infobutton"),
    later("fhir/", "articles.fhir.urls", "fhir"),
    later("embed/", "glossary.embed", "embed"),
    re_later(r"^(?=mcp/?$)", "articles.mcp.urls", "mcp"),
]
