"""Organisations, posts, establishment and job positions."""

from django.db import models

from chinhdanh.web.record.base import Change, Recorded
from chinhdanh.web.record.constraints import period_in_order


class Organization(Recorded, table="organization"):
    """A body: what stood, from when and until when, under which other body."""

    class Meta:
        constraints = (period_in_order("organization"),)


class Post(Recorded, table="post"):
    """A seat, or several alike, in one organisation."""

    class Meta:
        constraints = (
            period_in_order("post"),
            models.CheckConstraint(
                name="a_post_has_seats", condition=models.Q(seats__isnull=True) | models.Q(seats__gt=0)
            ),
        )


class Establishment(Recorded, table="establishment"):
    """The headcount allotted to an organisation for a year and category."""


class DeputyCap(Recorded, table="deputy_cap"):
    """How many deputies a body may have, where a decision says otherwise than the law."""

    class Meta:
        constraints = (period_in_order("deputy_cap"),)


class BodyRating(Recorded, table="body_rating"):
    """The yearly rating of a body."""


class JobPosition(Recorded, table="job_position"):
    """A class of work with its description."""


class Competency(Recorded, table="competency"):
    """Something that an official can do, on levels 1 to 5."""


class PositionCompetency(Recorded, table="position_competency"):
    """The level of a competency that a job position asks for."""


class PositionQualification(Recorded, table="position_qualification"):
    """A qualification that a job position asks for."""


class Coverage(Recorded, table="coverage"):
    """A declaration that a table is complete for a body and a time."""

    class Meta:
        constraints = (period_in_order("coverage"),)


class Calendar(Recorded, table="calendar"):
    """Holidays, and working days that stand in for others."""


class Reorganisation(models.Model):
    """What became of a body by a decision, and what it was called and where it stood before. Only ever added.

    One recorded in error is taken back by another (`undoes`). The bodies are named as text: the act stays to be read
    though the body that it founded be withdrawn.
    """

    FOUNDED, RENAMED, MOVED, MERGED, SPLIT, DISSOLVED, UNDONE = (
        "founded", "renamed", "moved", "merged", "split", "dissolved", "undone",
    )  # fmt: skip
    KINDS = (FOUNDED, RENAMED, MOVED, MERGED, SPLIT, DISSOLVED, UNDONE)

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    on = models.DateField()
    organization_id = models.TextField()
    other_id = models.TextField(null=True)
    """The other body that it concerned: the one that was merged into, or split from."""
    name = models.TextField(null=True)
    parent_id = models.TextField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        db_table = "reorganisation"
        default_permissions = ()
        indexes = (
            models.Index(fields=("organization_id", "on"), name="reorganisation_of"),
            models.Index(fields=("other_id",), name="reorganisation_with"),
        )
        constraints = (
            models.CheckConstraint(
                name="reorganisation_of_a_known_kind",
                condition=models.Q(kind__in=("founded", "renamed", "moved", "merged", "split", "dissolved", "undone")),
            ),
            models.CheckConstraint(
                name="what_is_undone_is_named",
                condition=models.Q(kind="undone", undoes__isnull=False)
                | (~models.Q(kind="undone") & models.Q(undoes__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.organization_id} {self.on}"
