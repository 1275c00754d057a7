"""Files: what they hold, what in the record they are attached to, and what was attached in error.

A file is kept once, under the SHA-256 of its content, in the database: a backup takes it along, and nobody can exchange
what stands behind a digest. It is read by whoever reads what it is attached to. All three tables are only ever added to.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from chinhdanh.web.files.access import AttachedQuerySet


class Content(models.Model):
    """A file as it was given, under the SHA-256 of what it holds."""

    digest = models.TextField(primary_key=True)
    kind = models.TextField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "file_content"
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest


class Attached(models.Model):
    """A file at a row of the record, or at a proposal: what it is called, what it is, who attached it and when.

    `change` is the change of the record that rests on it, where there is one.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    table = models.TextField()
    row_id = models.TextField()
    file = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    said = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    change = models.ForeignKey("record.Change", on_delete=models.PROTECT, null=True, related_name="+")

    objects = AttachedQuerySet.as_manager()

    class Meta:
        db_table = "attached_file"
        default_permissions = ()
        indexes = (models.Index(fields=("table", "row_id"), name="files_of_row"),)
        constraints = (
            models.CheckConstraint(name="an_attached_file_is_named", condition=~models.Q(name="") & ~models.Q(said="")),
        )

    def __str__(self) -> str:
        return self.name


class Detached(models.Model):
    """The act by which a file that was attached in error is taken away: it stays, and nobody is given it any more."""

    attached = models.OneToOneField(Attached, on_delete=models.PROTECT, related_name="detached")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    reason = models.TextField()

    class Meta:
        db_table = "detached_file"
        default_permissions = ()
        constraints = (models.CheckConstraint(name="detaching_has_a_reason", condition=~models.Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.attached_id} {self.reason}"
