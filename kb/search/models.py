"""What search knows: passages, the names they go by, and the words they are written in.

Everything here is derived from published content; ``manage.py rebuild_search`` makes it anew. The
prepared columns are indexed by the database itself (triggers into FTS5 on SQLite, a generated
column on PostgreSQL), so that whoever writes rows need not think of the index.
"""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What a passage belongs to."""

    ARTICLE = "article", "Articles"
    TERM = "term", "Glossary"
    REFERENCE = "reference", "References"


class Passage(models.Model):
    """A section of a published article, a glossary term or a reference, as search sees it."""

    kind = models.CharField(max_length=9, choices=Kind.choices)
    key = models.CharField(max_length=120, help_text="Slug or citation key")
    tier = models.CharField(max_length=12, blank=True)
    anchor = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Within its article")
    weight = models.SmallIntegerField(default=0, help_text="Importance among equals")
    review_state = models.CharField(max_length=12, blank=True)
    review_due = models.DateField(null=True, blank=True)
    subject = models.CharField(max_length=40, blank=True, help_text="Kind of term: drug, test …")
    title = models.TextField()
    heading = models.TextField(blank=True)
    url = models.CharField(max_length=600)
    topics = models.JSONField(default=list)
    title_text = models.TextField(help_text="Prepared for the index, as all that follows")
    names_text = models.TextField(blank=True)
    heading_text = models.TextField(blank=True)
    marks_text = models.TextField(blank=True, help_text="Kind and tier as words, for filters")
    body_text = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="As readers see it, for snippets")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "key", "position"], name="passage_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.tier} {self.anchor}".rstrip()


class Name(models.Model):
    """A name by which a passage is asked for: a title, a term's name or alias, an identifier."""

    class Sort(models.TextChoices):
        """What sort of name it is; the sorts of a term's aliases are those of the glossary."""

        TERM = "term", "Name of a term"
        TITLE = "title", "Title"
        SYNONYM = "synonym", "Synonym"
        ABBREVIATION = "abbreviation", "Abbreviation"
        SPELLING = "spelling", "Spelling variant"
        PLURAL = "plural", "Plural"
        LAY = "lay", "Lay word"
        CODE = "code", "Code"

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="search_names")
    key = models.CharField(max_length=200, db_index=True, help_text="As names are looked up")
    sort = models.CharField(max_length=12, choices=Sort.choices)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.text


class Vocable(models.Model):
    """A word that published content uses, as written, from which typing errors are corrected."""

    word = models.CharField(max_length=40, unique=True)
    is_name = models.BooleanField(default=False, help_text="Part of a title or a term's name")
    is_delicate = models.BooleanField(
        default=False, help_text="Part of the name of a drug or test, never replaced silently"
    )

    def __str__(self) -> str:
        return self.word


class Pending(models.Model):
    """Something that changed and that a search server is yet to be told of."""

    kind = models.CharField(max_length=9, choices=Kind.choices)
    key = models.CharField(max_length=120)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Unfound(models.Model):
    """A search that found nothing, counted without a word of who asked.

    Its words are kept only once it was asked several times, and only if it has the shape of a term;
    until then there is but a digest, by which the same search is known again.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.CharField("search", max_length=60, blank=True)
    count = models.PositiveIntegerField("times asked", default=0)
    first_day = models.DateField("first asked")
    last_day = models.DateField("last asked")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"
        ordering = ["-count", "id"]
        indexes = [models.Index(fields=["last_day"], name="unfound_last_day")]

    def __str__(self) -> str:
        return self.text or "kept as a digest"
