"""The catalogue of job positions, the same in every province, and the position of each post."""

import numpy as np

from chinhdanh.registry.synth.days import Ints
from chinhdanh.registry.synth.tables import Rows, Words, code

_CATALOGUE = (
    ("Chuyên viên", "specialised", "Chuyên viên", {"professional": "đại học"}),
    ("Cấp phó phòng thuộc huyện, xã", "leadership", "Chuyên viên",
     {"professional": "đại học", "political_theory": "trung cấp"}),
    ("Cấp phó phòng thuộc sở", "leadership", "Chuyên viên",
     {"professional": "đại học", "political_theory": "trung cấp"}),
    ("Cấp trưởng phòng thuộc huyện, xã", "leadership", "Chuyên viên",
     {"professional": "đại học", "political_theory": "trung cấp"}),
    ("Cấp trưởng phòng thuộc sở", "leadership", "Chuyên viên chính",
     {"professional": "đại học", "political_theory": "trung cấp"}),
    ("Phó Giám đốc sở", "leadership", "Chuyên viên chính",
     {"professional": "đại học", "political_theory": "cao cấp"}),
    ("Giám đốc sở", "leadership", "Chuyên viên cao cấp",
     {"professional": "thạc sĩ", "political_theory": "cao cấp"}),
)  # fmt: skip
"""Name, group, grade and the qualifications asked for, in the order of the groups of equivalent posts (``world``)."""


def of_posts(post: Rows) -> Ints:
    """The position of each post: posts that are equivalent share one, elected posts have none."""
    places: Ints = post["equivalence"].places
    return places


def catalogue() -> tuple[Rows, Rows]:
    """The tables ``job_position`` and ``position_qualification``."""
    count = len(_CATALOGUE)
    names, groups, grades, _ = zip(*_CATALOGUE, strict=True)
    positions = Rows(
        "job_position",
        {
            "id": np.arange(count),
            "name": Words(list(names), np.arange(count)),
            "group": np.array([code("job_position", "group", group) for group in groups]),
            "grade": Words(list(grades), np.arange(count)),
        },
    )
    asked = [(n, kind, level) for n, (*_, asked) in enumerate(_CATALOGUE) for kind, level in asked.items()]
    qualifications = Rows(
        "position_qualification",
        {
            "job_position_id": np.array([n for n, _, _ in asked]),
            "kind": np.array([code("position_qualification", "kind", kind) for _, kind, _ in asked]),
            "level": Words([level for _, _, level in asked], np.arange(len(asked))),
        },
    )
    return positions, qualifications
