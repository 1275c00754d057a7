"""What officials propose to correct in their own record, and what became of it. Both tables are only ever added to."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chinhdanh.web.proposals.access import ProposalQuerySet

CORRECT, ADD, WITHDRAW, TELL = "correct", "add", "withdraw", "tell"
ACTS = (
    (CORRECT, _("Sửa một dòng")),
    (ADD, _("Thêm một dòng còn thiếu")),
    (WITHDRAW, _("Rút một dòng ghi nhầm")),
    (TELL, _("Việc khác, nêu bằng lời")),
)

SENT, RETURNED, ANSWERED, ACCEPTED, WITHDRAWN = "sent", "returned", "answered", "accepted", "withdrawn"
STEPS = (
    (SENT, _("Đã gửi")),
    (RETURNED, _("Đã trả lại")),
    (ANSWERED, _("Đã trả lời")),
    (ACCEPTED, _("Đã chấp nhận")),
    (WITHDRAWN, _("Đã rút")),
)
WAITING = (SENT, ANSWERED)
"""The keeper of the record has to act."""
OPEN = (*WAITING, RETURNED)
"""The official may still answer or withdraw."""
FOLLOWS = {RETURNED: WAITING, ACCEPTED: WAITING, ANSWERED: (RETURNED,), WITHDRAWN: OPEN}
"""After which last step each may come."""


class Proposal(models.Model):
    """What an official proposes about a row of their own record: other values, a new row, taking one out; or in words.

    `values` are those that are to be other, by attribute of the row, as JSON has them. Nothing in the record changes by it.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # As text: what was proposed stays though the person be withdrawn from the record.
    person_id = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    act = models.TextField(choices=ACTS)
    table = models.TextField()
    row_id = models.TextField(null=True)
    row_version = models.BigIntegerField(null=True)
    """The version that the official read."""
    values = models.JSONField(default=dict)
    reason = models.TextField()
    evidence = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        db_table = "proposal"
        default_permissions = ()
        indexes = (models.Index(fields=("person_id", "-at"), name="proposals_of_person"),)
        constraints = (
            models.CheckConstraint(name="a_proposal_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="a_proposal_names_its_row",
                condition=models.Q(act__in=(CORRECT, WITHDRAW), row_id__isnull=False, row_version__isnull=False)
                | models.Q(act=ADD, row_id__isnull=True)
                | models.Q(act=TELL),
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.table}"

    @property
    def steps(self) -> list[Any]:
        """What became of it, the first step first."""
        return sorted(self.step_set.all(), key=lambda step: step.n)


class Step(models.Model):
    """A step on the way of a proposal; the last one says how it stands.

    Numbered from 1 without a gap: of two who act on one proposal at once, one is told.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT)
    n = models.PositiveSmallIntegerField()
    kind = models.TextField(choices=STEPS)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    text = models.TextField(blank=True)
    change = models.ForeignKey("record.Change", on_delete=models.PROTECT, null=True, related_name="+")
    """What was recorded of it, where it was accepted."""

    class Meta:
        db_table = "proposal_step"
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("proposal", "n"), name="one_step_after_another"),
            models.CheckConstraint(
                name="a_step_says_why", condition=models.Q(kind__in=(SENT, ACCEPTED)) | ~models.Q(text="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.n} {self.kind}"
