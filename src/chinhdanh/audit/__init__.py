"""Law and record to verdicts: the audit of a registry, the gate for one decision, and their explanation."""

from chinhdanh.audit.gate import Verdict, judge
from chinhdanh.audit.run import Audit, audit

__all__ = ["Audit", "Verdict", "audit", "judge"]
