"""Articles: the working copy editors change, and the versions readers see."""

from __future__ import annotations

from articles.models.article import Article as Article
from articles.models.article import ArticleQuerySet as ArticleQuerySet
from articles.models.article import FormerSlug as FormerSlug
from articles.models.article import Topic as Topic
from articles.models.derived import Citation as Citation
from articles.models.derived import Listing as Listing
from articles.models.derived import Rendering as Rendering
from articles.models.derived import TermTopic as TermTopic
from articles.models.derived import TermUse as TermUse
from articles.models.feedback import Feedback as Feedback
from articles.models.feedback import FeedbackQuerySet as FeedbackQuerySet
from articles.models.parts import PART_CHOICES as PART_CHOICES
from articles.models.parts import REFLECTION as REFLECTION
from articles.models.parts import TIER_CHOICES as TIER_CHOICES
from articles.models.preview import PreviewLink as PreviewLink
from articles.models.preview import ReviewComment as ReviewComment
from articles.models.review import Notice as Notice
from articles.models.review import ReviewReminder as ReviewReminder
from articles.models.review import Transition as Transition
from articles.models.section import BibliographyEntry as BibliographyEntry
from articles.models.section import Counterpart as Counterpart
from articles.models.section import Section as Section
from articles.models.source import ImportFinding as ImportFinding
from articles.models.source import ImportRun as ImportRun
from articles.models.source import Source as Source
from articles.models.upload import Upload as Upload
from articles.models.version import Version as Version
