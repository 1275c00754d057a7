"""What rules judge other than decisions: bodies, persons and posts. One module a topic, each with its `SUBJECTS`."""

from __future__ import annotations

from collections.abc import Mapping

from chinhdanh.facts.model import Subject

_LISTED: tuple[Subject, ...] = ()

SUBJECTS: Mapping[str, Subject] = {subject.kind: subject for subject in _LISTED}
"""Every subject by the kind that rules name."""
