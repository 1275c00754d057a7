"""What rules judge other than decisions: bodies, persons and posts. One module a topic, each with its `SUBJECTS`."""

from __future__ import annotations

from collections.abc import Mapping

from chinhdanh.facts.model import Subject
from chinhdanh.facts.subjects import (
    confidence_votes,
    corrections,
    declarations,
    denunciations,
    discipline,
    failing_years,
    job_positions,
    organizations,
    plans,
    positions,
    ratings,
)

_LISTED: tuple[Subject, ...] = (
    *organizations.SUBJECTS,
    *corrections.SUBJECTS,
    *confidence_votes.SUBJECTS,
    *failing_years.SUBJECTS,
    *declarations.SUBJECTS,
    *denunciations.SUBJECTS,
    *discipline.SUBJECTS,
    *positions.SUBJECTS,
    *ratings.SUBJECTS,
    *plans.SUBJECTS,
    *job_positions.SUBJECTS,
)

SUBJECTS: Mapping[str, Subject] = {subject.kind: subject for subject in _LISTED}
"""Every subject by the kind that rules name."""
