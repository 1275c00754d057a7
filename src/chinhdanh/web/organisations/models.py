"""Organisations, posts, establishment and job positions."""

from django.db import models

from chinhdanh.web.record.base import Recorded
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


class Coverage(Recorded, table="coverage"):
    """A declaration that a table is complete for a body and a time."""

    class Meta:
        constraints = (period_in_order("coverage"),)


class Calendar(Recorded, table="calendar"):
    """Holidays, and working days that stand in for others."""
