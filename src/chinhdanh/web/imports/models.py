"""Imports: the file as it was uploaded, what its columns mean, what was mended in it, and what it would write."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import Now

from chinhdanh.web.imports.fields import TARGETS
from chinhdanh.web.record.access import KEEPERS, PLACE, scope_of


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports; what a user reads begins with `visible_to`."""

    def visible_to(self, user: Any, day: date) -> ImportQuerySet:
        """The imports for bodies of which `user` keeps the record on `day`."""
        return self.filter(scope_of(user, day).among(PLACE, "organization_id", KEEPERS))


class Import(models.Model):
    """A list that an office brings into the record, from the upload until it is written or given up."""

    MAPPING, CHECKING, CHECKED, WRITING = "mapping", "checking", "checked", "writing"
    WRITTEN, UNDOING, UNDONE, DROPPED = "written", "undoing", "undone", "dropped"
    STATES = (
        (MAPPING, "Chờ chọn cột"),
        (CHECKING, "Đang đối chiếu"),
        (CHECKED, "Đã đối chiếu"),
        (WRITING, "Đang ghi"),
        (WRITTEN, "Đã ghi vào hồ sơ"),
        (UNDOING, "Đang hoàn tác"),
        (UNDONE, "Đã hoàn tác"),
        (DROPPED, "Đã hủy"),
    )
    UNDER_WAY = (CHECKING, WRITING, UNDOING)

    key = models.UUIDField(db_default=models.Func(function="gen_random_uuid"), unique=True, editable=False)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    organization = models.ForeignKey("organisations.Organization", on_delete=models.DO_NOTHING, related_name="+")
    target = models.TextField(choices=TARGETS)
    file_name = models.TextField()
    digest = models.TextField()
    """SHA-256 of the file."""
    size = models.BigIntegerField()
    state = models.TextField(choices=STATES, db_default=MAPPING)
    edition = models.IntegerField(db_default=1)
    """Counts up with each change, by which two people who prepare one import find out."""
    sheets = models.JSONField(default=list)
    """Name and number of rows of each sheet."""
    sheet = models.IntegerField(db_default=0)
    head = models.JSONField(default=list)
    """The first and the last row of the headers, from 0."""
    columns = models.JSONField(default=list)
    """As `headers.Column`, with what each was said to mean."""
    fingerprint = models.TextField(db_default="")
    fonts = models.JSONField(default=dict)
    """How many cells were read in which old font."""
    constants = models.JSONField(default=dict)
    """What holds for every row, such as the kind of decision."""
    fixes = models.JSONField(default=dict)
    """What was mended: texts of cells, rows left out, who is meant (`fixing`)."""
    counts = models.JSONField(default=dict)
    """How many rows there are of each state, and of which problem."""
    left_out = models.JSONField(default=list)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    """Who asked for what is under way."""
    reason = models.TextField(db_default="")
    share = models.PositiveSmallIntegerField(db_default=0)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    why = models.TextField(db_default="")
    """Why the last step came to nothing: a word of `words.WHY`."""

    objects = ImportQuerySet.as_manager()

    class Meta:
        db_table = "file_import"
        default_permissions = ()
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organization", "-id"), name="file_import_of_body"),)

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def under_way(self) -> bool:
        return self.state in self.UNDER_WAY


class Content(models.Model):
    """The file itself: in the database, so that a backup takes it along."""

    of = models.OneToOneField(Import, on_delete=models.PROTECT, primary_key=True, related_name="content")
    data = models.BinaryField()

    class Meta:
        db_table = "file_import_content"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Cells(models.Model):
    """What stands in the cells of a sheet, so that the workbook is opened once; thrown away when the list is written."""

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="cells")
    sheet = models.IntegerField()
    packed = models.BinaryField()
    """As `workbook.unpacked` reads them."""
    errors = models.JSONField(default=list)
    """Row and column of each error of Excel, from 0."""

    class Meta:
        db_table = "file_import_cells"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("of", "sheet"), name="a_sheet_of_an_import_once"),)

    def __str__(self) -> str:
        return f"{self.of_id} {self.sheet}"


class Row(models.Model):
    """What a row of the list comes to, by the record of the moment at which it was checked."""

    NEW, CHANGED, UNCHANGED, PROBLEM, SKIPPED = "new", "changed", "unchanged", "problem", "skipped"
    STATES = (
        (NEW, "Người mới"),
        (CHANGED, "Có thay đổi"),
        (UNCHANGED, "Không đổi"),
        (PROBLEM, "Còn vướng"),
        (SKIPPED, "Bỏ qua"),
    )

    # Found by `a_row_of_an_import_once`.
    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row = models.IntegerField()
    state = models.TextField(choices=STATES)
    name = models.TextField(db_default="")
    person_id = models.TextField(null=True)
    problems = models.JSONField(default=list)
    """Each with the field, the code, the value as it stands, and for a doubt the people it may be."""
    notes = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    """Table, column, what the record says, what the list says."""
    writes = models.JSONField(default=list)
    """Table, id, the version that is corrected (none of a new row), and the values."""

    class Meta:
        db_table = "file_import_row"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("of", "row"), name="a_row_of_an_import_once"),)
        indexes = (models.Index(fields=("of", "state", "row"), name="rows_of_import_by_state"),)

    def __str__(self) -> str:
        return f"{self.of_id} {self.row} {self.state}"


class Act(models.Model):
    """The change by which an import was written, or undone. Only ever added."""

    WRITE, UNDO = "write", "undo"

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="acts")
    kind = models.TextField(choices=((WRITE, "Ghi"), (UNDO, "Hoàn tác")))
    change = models.OneToOneField("record.Change", on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    """Of an undoing: table and id of what could not be taken back, and why."""

    class Meta:
        db_table = "file_import_act"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("of", "kind"), name="an_import_is_written_once"),)

    def __str__(self) -> str:
        return f"{self.of_id} {self.kind}"
