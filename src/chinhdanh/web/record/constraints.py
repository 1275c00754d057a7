"""What the database itself forbids, for use in models."""

from django.db import models


def period_in_order(table: str) -> models.CheckConstraint:
    """No period ends before it starts; one that ends on its first day was undone the same day."""
    return models.CheckConstraint(
        name=f"{table}_period_in_order",
        condition=models.Q(since__isnull=True) | models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
    )
