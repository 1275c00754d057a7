"""Officials and all that their record holds."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from chinhdanh.web.record.base import Recorded
from chinhdanh.web.record.constraints import period_in_order


class Person(Recorded, table="person"):
    """An official, or a relative of one."""


class Tenure(Recorded, table="tenure"):
    """A person's holding of a post. It rests on a decision, and nobody else holds the same seat fully at the time.

    `seat` counts from 1 up to the seats of the post; who is recorded at a post only as acting holds none.
    """

    person = models.ForeignKey("officials.Person", models.DO_NOTHING, related_name="tenures")
    post = models.ForeignKey("organisations.Post", models.DO_NOTHING, related_name="tenures")
    start_decision = models.ForeignKey("decisions.Decision", models.DO_NOTHING, related_name="begins")
    seat = models.PositiveSmallIntegerField(db_default=1)

    class Meta:
        constraints = (
            period_in_order("tenure"),
            models.CheckConstraint(name="seats_count_from_1", condition=models.Q(seat__gte=1)),
        )


class Qualification(Recorded, table="qualification"):
    """A degree or certificate, and whether it was verified."""


class Evaluation(Recorded, table="evaluation"):
    """The rating of a person for a year."""


class Discipline(Recorded, table="discipline"):
    """A disciplinary measure of the state or the Party."""


class Proceeding(Recorded, table="proceeding"):
    """A case, an illness or an absence that stands in the way of personnel work."""

    class Meta:
        constraints = (period_in_order("proceeding"),)


class ConfidenceVote(Recorded, table="confidence_vote"):
    """A taking of soundings, or a binding vote of confidence."""


class AssetDeclaration(Recorded, table="asset_declaration"):
    """That a declaration was filed, published and verified; never what it says."""


class HealthCheck(Recorded, table="health_check"):
    """That a person was examined, and found fit or not."""


class Kinship(Recorded, table="kinship"):
    """Who is what to whom."""

    class Meta:
        constraints = (period_in_order("kinship"),)


class PlanEntry(Recorded, table="plan_entry"):
    """A person's place in a succession plan."""


class PersonCompetency(Recorded, table="person_competency"):
    """The level of a competency that a person has."""


class RecordChange(Recorded, table="record_change"):
    """A change of the record from before it was kept here."""


class SearchEntry(models.Model):
    """The name of a person, post or body as it is searched and sorted; the database keeps it (`officials.finding`)."""

    pk = models.CompositePrimaryKey("kind", "row_id")
    kind = models.TextField()
    row_id = models.TextField()
    words = SearchVectorField()
    sort_key = models.TextField(db_collation="C")
    category = models.TextField(null=True)
    sex = models.TextField(null=True)
    born = models.DateField(null=True)

    class Meta:
        db_table = "search_entry"
        default_permissions = ()
        indexes = (
            *(
                GinIndex(fields=("words",), name=f"search_words_{kind}", condition=models.Q(kind=kind))
                for kind in ("person", "post", "organization")
            ),
            models.Index(fields=("kind", "sort_key", "row_id"), name="search_order"),
            models.Index(fields=("kind", "born", "row_id"), name="search_born"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
