"""Personnel decisions and how they were made."""

from chinhdanh.web.record.base import Recorded


class Decision(Recorded, table="decision"):
    """A personnel decision: the atom of the record."""


class Step(Recorded, table="step"):
    """A meeting of the procedure."""


class CandidateVote(Recorded, table="candidate_vote"):
    """The votes for one of several names."""


class Notice(Recorded, table="notice"):
    """A letter or notice on which a deadline hangs."""


class Participant(Recorded, table="participant"):
    """Who took part in a decision, and as what."""


class DossierItem(Recorded, table="dossier_item"):
    """A paper of the file."""


class SpecialCase(Recorded, table="special_case"):
    """An exception made in the open."""


class Report(Recorded, table="report"):
    """A denunciation, complaint or piece of feedback."""
