"""The REST API's addresses. The apps bring the views; this is where they get their places."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from articles.api.viewsets import ArticleViewSet, TopicViewSet, VersionViewSet
from glossary.api.annotate import AnnotateView
from glossary.api.viewsets import TermViewSet
from kb.api.search import SearchView
from kb.api.site import DocumentationView, IndexView, NowhereView, SchemaView
from references.api.viewsets import ReferenceViewSet

app_name = "api"

router = SimpleRouter()
router.register("articles", ArticleViewSet, basename="articles")
router.register(r"articles/(?P<slug>[-\w]+)/versions", VersionViewSet, basename="versions")
router.register("terms", TermViewSet, basename="terms")
router.register("references", ReferenceViewSet, basename="references")
router.register("topics", TopicViewSet, basename="topics")

version_1 = [
    path("", IndexView.as_view(), name="index"),
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
