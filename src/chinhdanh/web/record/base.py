"""What is recorded: a table of what holds now, and beside it every version there ever was.

The application writes versions only, each under a `Change` that says who, when, why and on what evidence. The database
puts the latest version of each row into the table of what holds now, and refuses any other way to write there; versions
are never changed and never deleted (`record.protection`). So a correction is a new row, and the record can be read as it
was known on any day.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from secrets import token_hex
from typing import Any

from django.db import models
from django.db.models.base import ModelBase
from django.db.models.functions import Now

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.record.access import RecordedQuerySet
from chinhdanh.web.record.fields import attribute, field, plain_field

MODELS = {
    **dict.fromkeys(
        [
            "organization",
            "post",
            "establishment",
            "deputy_cap",
            "body_rating",
            "job_position",
            "competency",
            "position_competency",
            "position_qualification",
            "coverage",
            "calendar",
        ],
        "organisations",
    ),
    **dict.fromkeys(
        [
            "person",
            "tenure",
            "qualification",
            "evaluation",
            "discipline",
            "proceeding",
            "confidence_vote",
            "asset_declaration",
            "health_check",
            "kinship",
            "plan_entry",
            "person_competency",
            "record_change",
        ],
        "officials",
    ),
    **dict.fromkeys(
        ["decision", "step", "candidate_vote", "notice", "participant", "dossier_item", "special_case", "report"],
        "decisions",
    ),
}
"""The app that keeps each table of the registry."""


def model_name(table: str) -> str:
    """`plan_entry` is kept by the model `PlanEntry`."""
    return "".join(word.capitalize() for word in table.split("_"))


_MODEL_OF = {table: f"{app}.{model_name(table)}" for table, app in MODELS.items()}


def new_id() -> str:
    """An id for a new row: nothing can be told from it."""
    return uuid.uuid4().hex


def ids_alike() -> Iterator[str]:
    """As `new_id`, for many rows of one act: they begin alike, so that an index takes all of them up at one place."""
    beginning = new_id()[:8]
    while True:
        yield beginning + token_hex(12)


class Change(models.Model):
    """One act of writing: every version belongs to one."""

    KINDS = (("load", "Nạp hồ sơ"), ("import", "Nhập tệp"), ("entry", "Ghi mới"), ("correction", "Đính chính"))

    at = models.DateTimeField(db_default=Now(), db_index=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.TextField(choices=KINDS)
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        app_label = "record"
        db_table = "change"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                name="a_correction_has_a_reason", condition=~models.Q(kind="correction") | ~models.Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class KeptTable(models.Model):
    """A table of the registry that this record keeps: in one that is not kept, no row says nothing at all."""

    table = models.TextField(primary_key=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "record"
        db_table = "kept_table"
        default_permissions = ()

    def __str__(self) -> str:
        return self.table


class RecordedBase(ModelBase):
    """Gives a model of the record its fields from the registry's declaration, and its model of versions."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], table: str | None = None, **kwargs: Any
    ) -> Any:
        if table is None:
            return super().__new__(mcs, name, bases, attrs, **kwargs)
        declared = TABLES[table]
        own = {key: value for key, value in attrs.items() if isinstance(value, models.Field)}
        for column in declared.columns:
            if column.name != "id" and attribute(column) not in attrs:
                attrs[attribute(column)] = field(column, _MODEL_OF)
        given = attrs.pop("Meta", None)
        options = {key: value for key, value in vars(given).items() if not key.startswith("_")} if given else {}
        attrs["Meta"] = type("Meta", (), {"db_table": table, "default_permissions": (), **options})
        model = super().__new__(mcs, name, bases, attrs, **kwargs)
        model.registry_table = table
        model.Version = _version_model(model, own)
        return model


class Recorded(models.Model, metaclass=RecordedBase):
    """A row of the record as it holds now.

    `id` is the id in the registry; `key` is what addresses show, since an id given by an office may name a person;
    `version` is the number of the version that holds, by which two who edit one row find out.
    """

    id = models.TextField(primary_key=True, default=new_id)
    key = models.UUIDField(db_default=models.Func(function="gen_random_uuid"), unique=True, editable=False)
    version = models.BigIntegerField(editable=False)

    registry_table: str
    Version: type[models.Model]

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


def _version_model(model: Any, own: dict[str, models.Field[Any, Any]]) -> Any:
    table = TABLES[model.registry_table]
    fields: dict[str, Any] = {
        "version": models.BigAutoField(primary_key=True),
        "id": models.TextField(db_column="id"),
        "change": models.ForeignKey("record.Change", on_delete=models.PROTECT, related_name="+"),
        "replaces": models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+"),
        "withdrawn": models.BooleanField(db_default=False),
    }
    for column in table.columns:
        if column.name != "id":
            fields[f"{attribute(column)}_id" if column.references else attribute(column)] = plain_field(column)
    for name, extra in own.items():
        if name not in fields and f"{name}_id" not in fields:
            fields[name] = extra.clone()
    fields["Meta"] = type(
        "Meta",
        (),
        {
            "app_label": model._meta.app_label,
            "db_table": f"{model.registry_table}_version",
            "default_permissions": (),
            # The name of an index has at most 30 letters.
            "indexes": (models.Index(fields=("id", "version"), name=f"{model.registry_table[:21]}_versions"),),
            # With `replaces` unique, the versions of a row are one chain: of two who correct it at once, one is told.
            "constraints": (
                models.UniqueConstraint(
                    fields=("id",),
                    condition=models.Q(replaces__isnull=True),
                    name=f"{model.registry_table}_begins_once",
                ),
            ),
        },
    )
    fields["objects"] = RecordedQuerySet.as_manager()
    fields["__module__"] = model.__module__
    fields["__str__"] = lambda self: f"{self.id} ({self.pk})"
    return ModelBase(f"{model.__name__}Version", (models.Model,), fields)
