from django.db import models


class Term(models.Model):
    name = models.CharField(max_length=200)
    definition = models.TextField()

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    terms = models.ManyToManyField(Term)

    def __str__(self) -> str:
        return self.title
