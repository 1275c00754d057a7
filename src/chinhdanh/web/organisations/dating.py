"""What a body was called and where it stood before it was renamed or moved, so that the tree can be read on any day.

A body that is renamed or moved stays the same: its posts, people and plans go on. What it was until then is kept with the
act (`Reorganisation`), and read from there for a day before it. Which bodies are above which on a day, and with it whose
reach it is in, follows the same (`access.set_above`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import migrations
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from chinhdanh.web.accounts.places import ABOVE
from chinhdanh.web.accounts.row_security import below
from chinhdanh.web.organisations.models import Organization, Reorganisation
from chinhdanh.web.record.access import ALL, KEEPERS
from chinhdanh.web.record.protection import only_added

DATED = (Reorganisation.RENAMED, Reorganisation.MOVED)
"""Acts that leave the body what it is, and keep what it was called and where it stood."""


def in_force() -> Any:
    """The acts that were not taken back."""
    back = Reorganisation.objects.filter(undoes=OuterRef("pk"))
    return Reorganisation.objects.filter(~Exists(back)).exclude(kind=Reorganisation.UNDONE)


def then(rows: Any, day: date, today: date) -> Any:
    """The bodies of a queryset with `parent_then` and `name_then`: under which they stood on `day`, and as what."""
    if day >= today:
        return rows.annotate(parent_then=F("parent_id"), name_then=F("name"))
    was = in_force().filter(organization_id=OuterRef("pk"), kind__in=DATED, on__gt=day).order_by("on", "pk")
    return rows.annotate(
        parent_then=Case(
            When(Exists(was), then=Subquery(was.values("parent_id")[:1])), default=F("parent_id")
        ),
        name_then=Coalesce(Subquery(was.values("name")[:1]), F("name")),
    )  # fmt: skip


def with_former_names(rows: Any, body: str) -> Any:
    """A queryset with `former_names`: until which days the body that its column `body` names was called what, in order."""
    acts = in_force().filter(organization_id=OuterRef(body), kind__in=DATED).order_by("on", "pk")
    return rows.annotate(former_names=ArraySubquery(acts.values(said=JSONObject(on="on", name="name"))))


def called_on(row: Any, name: str | None, day: date) -> str:
    """What the body of a row of `with_former_names`, called `name` today, was called on `day`."""
    return next((act["name"] for act in row.former_names if day.isoformat() < act["on"] and act["name"]), name or "")


def changed_since(day: date) -> Any:
    """The ids of the bodies that were renamed or moved after `day`, as a query of one column."""
    return Reorganisation.objects.filter(kind__in=DATED, on__gt=day).values("organization_id")


def below_then(rows: Any, parents: Any, day: date, today: date) -> Any:
    """Those of the bodies of `then` that stood directly under `parents` on `day`: a name of a body, or a query of them.

    Only of bodies that are there now, or were renamed or moved since, is it asked where they stood.
    """
    at = "" if isinstance(parents, str) else "__in"
    if day >= today:
        return rows.filter(**{f"parent_id{at}": parents})
    near = Q(**{f"parent_id{at}": parents}) | Q(pk__in=changed_since(day))
    return rows.filter(near).filter(**{f"parent_then{at}": parents})


def opens_then(day: date, today: date, standing: Q) -> Any:
    """Whether something stands under a body on `day`; where it moved since, whether something ever did before."""
    found = Exists(Organization.objects.filter(standing, parent_id=OuterRef("pk")))
    if day >= today:
        return found
    return found | Exists(Reorganisation.objects.filter(kind__in=DATED, on__gt=day, parent_id=OuterRef("pk")))


def as_then(found: Iterable[Any]) -> list[Any]:
    """These bodies, called and placed as they were: what `then` found of them."""
    rows = list(found)
    for one in rows:
        if one.name_then != one.name:
            one.name = one.name_then
        if one.parent_then != one.parent_id:
            one.parent_id = one.parent_then
    return rows


_EDGES = """
    WITH RECURSIVE stood AS (
        SELECT r.organization_id AS id, r.parent_id, r."on" AS until,
               coalesce(lag(r."on") OVER (PARTITION BY r.organization_id ORDER BY r."on", r.id), date '0001-01-01') AS since
          FROM reorganisation r
         WHERE r.kind IN ('renamed', 'moved') AND NOT EXISTS (SELECT FROM reorganisation u WHERE u.undoes_id = r.id)
    ), edge AS (
        SELECT id, parent_id AS above_id, since, until FROM stood WHERE parent_id IS NOT NULL AND since < until
        UNION ALL
        SELECT id, parent_id, coalesce((SELECT max(s.until) FROM stood s WHERE s.id = o.id), date '0001-01-01'),
               CASE WHEN successor_id IS NULL THEN date '9999-12-31' ELSE coalesce(until, date '9999-12-31') END
          FROM organization o WHERE parent_id IS NOT NULL
"""


def _above_dated() -> str:
    """`access.set_above` in which a body is below each of its parents in its time."""
    begin, end = (
        ABOVE.index("    WITH RECURSIVE edge AS ("),
        ABOVE.index("        UNION ALL\n        SELECT id, successor_id"),
    )
    return ABOVE[:begin].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + _EDGES.lstrip("\n") + ABOVE[end:]


_OPEN = "(SELECT access.reads('{" + ",".join(ALL) + "}'))"

POLICIES = f"""
ALTER TABLE reorganisation ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON reorganisation TO chinhdanh_app;
CREATE POLICY reads ON reorganisation FOR SELECT TO chinhdanh_app USING ({_OPEN});
CREATE POLICY writes ON reorganisation FOR INSERT TO chinhdanh_app WITH CHECK (
    access.present_change(change_id) AND {below("reorganisation.organization_id", KEEPERS)});
"""
NO_POLICIES = """
DROP POLICY writes ON reorganisation;
DROP POLICY reads ON reorganisation;
REVOKE ALL ON reorganisation FROM chinhdanh_app;
ALTER TABLE reorganisation DISABLE ROW LEVEL SECURITY;
"""

# A registry that is loaded is taken as it is, with its doubts; whatever is written later is held to it. Whoever writes about
# the post and whoever writes about its holder wait for each other at its row.
NOBODY_IN_A_POST_THAT_ENDED = """
CREATE OR REPLACE FUNCTION nobody_in_a_post_that_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    held post;
    loaded boolean;
BEGIN
    IF TG_TABLE_NAME = 'post' THEN
        SELECT * INTO held FROM post WHERE id = NEW.id FOR SHARE;
    ELSE
        SELECT * INTO held FROM post WHERE id = NEW.post_id FOR SHARE;
    END IF;
    IF held.until IS NOT NULL AND EXISTS (
        SELECT FROM tenure t
         WHERE t.post_id = held.id AND (t.until IS NULL OR t.until > held.until) AND t."from" IS DISTINCT FROM t.until
           AND (TG_TABLE_NAME = 'post' OR t.id = NEW.id))
    THEN
        EXECUTE format('SELECT c.kind = ''load'' FROM %I v JOIN change c ON c.id = v.change_id WHERE v.version = $1',
                       TG_TABLE_NAME || '_version') INTO loaded USING NEW.version;
        IF loaded THEN RETURN NULL; END IF;
        RAISE EXCEPTION 'nobody holds a post that has ended'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_in_a_post_that_ended', TABLE = 'tenure';
    END IF;
    RETURN NULL;
END $$;
"""
HELD_POSTS = f"""
{NOBODY_IN_A_POST_THAT_ENDED}
CREATE CONSTRAINT TRIGGER nobody_in_a_post_that_ended AFTER INSERT ON tenure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION nobody_in_a_post_that_ended();
CREATE CONSTRAINT TRIGGER nobody_in_a_post_that_ended_later AFTER UPDATE ON tenure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.post_id IS DISTINCT FROM NEW.post_id OR OLD.until IS DISTINCT FROM NEW.until)
    EXECUTE FUNCTION nobody_in_a_post_that_ended();
CREATE CONSTRAINT TRIGGER nobody_in_a_post_that_ended AFTER UPDATE ON post DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.until IS DISTINCT FROM NEW.until) EXECUTE FUNCTION nobody_in_a_post_that_ended();
"""
NO_HELD_POSTS = """
DROP TRIGGER nobody_in_a_post_that_ended ON post;
DROP TRIGGER nobody_in_a_post_that_ended_later ON tenure;
DROP TRIGGER nobody_in_a_post_that_ended ON tenure;
DROP FUNCTION nobody_in_a_post_that_ended();
"""


def operations() -> list[Any]:
    """What the migration does beside making the table."""
    return [
        only_added("reorganisation"),
        migrations.RunSQL(POLICIES, NO_POLICIES),
        migrations.RunSQL(_above_dated(), ABOVE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(HELD_POSTS, NO_HELD_POSTS),
    ]
