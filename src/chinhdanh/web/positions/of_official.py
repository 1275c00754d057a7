"""The record of one official against the job positions in which they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chinhdanh.web.officials.reading import Reading, holding, reads
from chinhdanh.web.officials.sections import COMPETENCIES, QUALIFICATIONS, TENURES
from chinhdanh.web.organisations.models import JobPosition
from chinhdanh.web.positions import matching, qualifications, queries, words
from chinhdanh.web.positions.matching import Held, Match, latest, match


@dataclass(frozen=True)
class Line:
    """Something that a position asks for, what the record has of it, and what follows."""

    asked: str
    has: str
    state: str


@dataclass(frozen=True)
class Comparison:
    """A position, through which post the official is in it, and its demands one by one."""

    position: Any
    post: Any
    lines: Sequence[Line]


def comparisons(reading: Reading) -> list[Comparison]:
    """Each position in which the official works on the day; none where the record is read as it was known."""
    if reading.known is not None or not (reads(reading.scope, "qualification") and reads(reading.scope, "tenure")):
        return []
    posts = [reading.named("post", row["post_id"]) for row in holding(reading.rows(TENURES), reading.on)]
    posts = [post for post in posts if post is not None and post.job_position_id is not None]
    if not posts:
        return []
    wanted = sorted({post.job_position_id for post in posts})
    positions = JobPosition.objects.visible_to(reading.user, reading.day).in_bulk(wanted)
    asked = queries.requirements(reading.user, reading.day, wanted)
    recorded = queries.complete_at(reading.user, reading.day, reading.on)
    assessed = latest(
        [(row["competency_id"], row["level"], row["assessed_on"]) for row in reading.rows(COMPETENCIES)], reading.on
    )
    had = qualifications.held_on([row.values for row in reading.rows(QUALIFICATIONS)], reading.on)
    return [
        Comparison(
            positions[post.job_position_id],
            post,
            _lines(match(asked[post.job_position_id], assessed, had, recorded(post.organization_id))),
        )
        for post in posts
        if post.job_position_id in positions
    ]


def _lines(found: Match) -> list[Line]:
    said = {
        qualifications.MET: _("đạt"),
        qualifications.MISSING: _("còn thiếu"),
        qualifications.UNPROVEN: _("chưa rõ"),
    }
    lines = [
        Line(words.demanded(one.demand), "; ".join(words.level_and_field(each) for each in one.has), said[one.state])
        for one in found.answered
    ]
    states = {
        matching.MET: _("đạt"),
        matching.BELOW: _("còn thiếu"),
        matching.NOT_ASSESSED: _("chưa đánh giá"),
    }
    return [*lines, *(Line(_competency(one), _level(one), states[one.state]) for one in found.held)]


def _competency(held: Held) -> str:
    if held.required.level is None:
        return held.required.name
    return _("%(name)s, mức %(level)s") % {"name": held.required.name, "level": held.required.level}


def _level(held: Held) -> str:
    return "" if held.found is None else _("mức %(level)s") % {"level": held.found.level}
