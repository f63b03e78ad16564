from django.db import models
from django.db.models import Q


class SiteState(models.Model):
    """One row: how often what the public sees has changed.

    Everything remembered outside the database (pages, automata, caches) is keyed by ``counter``
    and so becomes stale in the moment a publish commits.
    """

    counter = models.PositiveBigIntegerField(default=1)
    glossary = models.PositiveBigIntegerField("glossary counter", default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="site_state_is_one_row")]

    def __str__(self) -> str:
        return f"state {self.counter}"
