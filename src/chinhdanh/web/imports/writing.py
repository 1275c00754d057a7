"""An import into the record: one transaction under one change, and undoing it, which is a change as well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

from chinhdanh.web.imports.matching import chunks
from chinhdanh.web.imports.models import Act, Import, Row
from chinhdanh.web.record.base import MODELS, Recorded, model_name
from chinhdanh.web.record.writing import EditedMeanwhile, check_all, recording

Progress = Callable[[int], None]

ORDER = (
    "decision", "tenure", "person", "evaluation", "qualification", "discipline", "plan_entry", "asset_declaration",
    "confidence_vote", "kinship",
)  # fmt: skip
"""Who has a post or a decision belongs somewhere at once; and everybody does before something else is hung on them."""
BACK = (
    "evaluation", "qualification", "discipline", "plan_entry", "asset_declaration", "confidence_vote", "person", "kinship",
    "tenure", "decision",
)  # fmt: skip
"""The other way round; a person goes before the posts and kin by which they belong somewhere, and so are within reach."""

# At `accounts.places.LOAD` persons the database takes a statement for a load that has the record to itself.
AT_ONCE = 5000


class ChangedSince(Exception):
    """The record is not any more what the list was held against."""


def model_of(table: str) -> Any:
    """The model that keeps a table."""
    return apps.get_model(MODELS[table], model_name(table))


def write(one: Import, user: Any, reason: str, told: Progress = lambda _share: None) -> Act:
    """Write what was previewed. Raises ChangedSince where a row that it corrects was corrected by another meanwhile.

    Rows with problems are left out, as whoever wrote was told.
    """
    _one_at_a_time()
    planned: dict[str, list[list[Any]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for state, writes in (
        one.rows.filter(state__in=(Row.NEW, Row.CHANGED)).order_by("row").values_list("state", "writes")
    ):
        counts[state] += 1
        for table, *rest in writes:
            planned[table].append(rest)
    total, done = sum(len(writes) for writes in planned.values()) or 1, 0
    with recording("import", user, reason, evidence_of(one)) as record:
        for table in ORDER:
            for some in _portions(planned.get(table, [])):
                _write_some(record, model_of(table), some)
                done += len(some)
                told(95 * done // total)
        check_all()
        return Act.objects.create(of=one, kind=Act.WRITE, change=record.change, counts={**counts, "rows": total})


def evidence_of(one: Import) -> str:
    """The file by which a change is founded."""
    return f"{one.file_name} (SHA-256 {one.digest})"


def _portions(writes: Sequence[Any]) -> list[Sequence[Any]]:
    return [writes[start : start + AT_ONCE] for start in range(0, len(writes), AT_ONCE)]


def _write_some(record: Any, model: type[Recorded], writes: Sequence[Sequence[Any]]) -> None:
    before = {row.pk: row for row in model.objects.filter(pk__in=[row_id for row_id, version, _ in writes if version])}
    new, corrected = [], []
    for row_id, version, values in writes:
        # Days stay as JSON has them: the database reads them where it reads the versions.
        if version is None:
            new.append({"id": row_id, **values})
            continue
        row = before.get(row_id)
        if row is None or row.version != version:
            raise ChangedSince
        corrected.append((row, values))
    try:
        record.add_many(model, new)
        record.correct_many(corrected)
    except EditedMeanwhile as error:
        raise ChangedSince from error


def _one_at_a_time() -> None:
    """Two lists that name the same new people are written one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('file_import'))")
        # What one row rests on may come, or go, with a later statement.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def undo(one: Import, user: Any, reason: str, told: Progress = lambda _share: None) -> Act:
    """Take back what the import wrote, row by row; what somebody has worked on since is left as it is, and told."""
    _one_at_a_time()
    done = one.acts.select_related("change").get(kind=Act.WRITE)
    plan = _Back(done.change_id)
    told(20)
    counts: Counter[str] = Counter()
    with recording("correction", user, reason, evidence_of(one), undoes=done.change) as record:
        for n, table in enumerate(BACK):
            rows = plan.rows(table)
            for some in _portions(rows):
                record.restore_many(model_of(table), some)
                counts[table] += len(some)
            told(20 + 75 * (n + 1) // len(BACK))
        check_all()
        return Act.objects.create(of=one, kind=Act.UNDO, change=record.change, counts=dict(counts), kept=plan.kept)


class _Back:
    """What can be taken back of a change: rows that are still as it left them, and on which nothing else rests."""

    def __init__(self, change: int) -> None:
        self._rows: dict[str, dict[str, tuple[Any, Any]]] = {}
        self.kept: list[list[str]] = []
        for table in BACK:
            model = model_of(table)
            self._rows[table] = {}
            versions = {one.id: one for one in model.Version.objects.filter(change_id=change)}
            held = {row.pk: row for some in chunks(versions) for row in model.objects.filter(pk__in=some)}
            for row_id, version in versions.items():
                row = held.get(row_id)
                if row is None or row.version != version.version:
                    self.kept.append([table, row_id, "corrected"])
                else:
                    self._rows[table][row_id] = (row, version)
        while self._keep_what_is_needed():
            pass

    def rows(self, table: str) -> list[tuple[Any, Any]]:
        """The rows of a table as they stand, each with the version to go back to: none where the import made it."""
        found = list(self._rows[table].values())
        model = model_of(table)
        before_ids = [version.replaces_id for _, version in found if version.replaces_id is not None]
        before = {one.version: one for some in chunks(before_ids) for one in model.Version.objects.filter(pk__in=some)}
        return [(row, before.get(version.replaces_id)) for row, version in found]

    def _keep_what_is_needed(self) -> bool:
        """Leave new rows on which something rests that stays; whether any was left."""
        left = False
        for table in ("person", "decision"):
            new = {row_id for row_id, (_, version) in self._rows[table].items() if version.replaces_id is None}
            needed: set[str] = set()
            for some in chunks(new):
                needed |= self._needed(table, some)
            for row_id in needed:
                del self._rows[table][row_id]
                self.kept.append([table, row_id, "needed"])
                left = True
        return left

    def _needed(self, table: str, ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        target = model_of(table)
        for other in MODELS:
            model = model_of(other)
            for field in model._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and field.related_model is target:
                    going = self._rows.get(other, {})
                    pairs = model.objects.filter(**{f"{field.name}__in": ids}).values_list("pk", field.attname)
                    found.update(
                        needed for row_id, needed in pairs if not self._goes(going, row_id, field.attname, needed)
                    )
        return found

    @staticmethod
    def _goes(going: dict[str, tuple[Any, Any]], row_id: str, attname: str, needed: str) -> bool:
        """Whether the row that refers goes as well; one that is put back as it was refers to what it did before."""
        return row_id in going and going[row_id][1].replaces_id is None
