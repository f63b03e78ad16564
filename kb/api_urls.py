"""The REST API's addresses. The apps bring the views; this is where they get their places."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from articles.api.export import ExportView, ManifestView
from articles.api.parts import DifferenceView, SectionView, TierView
from articles.api.viewsets import ArticleViewSet, TopicViewSet, VersionViewSet
from articles.models import Listing, Topic
from articles.tiers import LABELS
from glossary.api.annotate import AnnotateView
from glossary.api.viewsets import TermViewSet
from glossary.models import Term
from kb.api.changes import ChangesView
from kb.api.search import SearchView
from kb.api.site import DocumentationView, IndexView, NowhereView, SchemaView
from kb.document.tree import TIERS
from references.api.viewsets import ReferenceViewSet
from references.models import Reference

app_name = "api"

router = SimpleRouter()
router.register("articles", ArticleViewSet, basename="articles")
router.register(r"articles/(?P<slug>[-\w]+)/versions", VersionViewSet, basename="versions")
router.register("terms", TermViewSet, basename="terms")
router.register("references", ReferenceViewSet, basename="references")
router.register("topics", TopicViewSet, basename="topics")

ARTICLE = r"^articles/(?P<slug>[-\w]+)/"
TIER = rf"(?P<tier>{'|'.join(TIERS)})/"
NUMBER = r"[1-9][0-9]{0,8}"

parts = [
    re_path(rf"{ARTICLE}{TIER}$", TierView.as_view(), name="tier"),
    re_path(rf"{ARTICLE}{TIER}(?P<anchor>[-\w]+)/$", SectionView.as_view(), name="section"),
    re_path(
        rf"{ARTICLE}versions/(?P<old>{NUMBER})\.\.(?P<new>{NUMBER})/$",
        DifferenceView.as_view(),
        name="difference",
    ),
]

counts = {
    "articles": Listing.objects.filter(article__published__isnull=False),
    "terms": Term.objects.public(),
    "references": Reference.objects.public(),
    "topics": Topic.objects.filter(listed__gt=0),
}

version_1 = [
    path("", IndexView.as_view(counted=counts, labels=LABELS), name="index"),
    *parts,
    path("changes/", ChangesView.as_view(), name="changes"),
    path("export.ndjson", ExportView.as_view(), name="export"),
    path("export/manifest/", ManifestView.as_view(), name="manifest"),
    path("search/", SearchView.as_view(), name="search"),
    path("annotate", AnnotateView.as_view(), name="annotate"),
    *router.urls,
]

urlpatterns = [
    path("v1/", include(version_1)),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocumentationView.as_view(), name="docs"),
    re_path("", NowhereView.as_view()),
]
