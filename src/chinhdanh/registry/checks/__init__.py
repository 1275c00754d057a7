"""Record checks: what can be read but contradicts itself. Each has an id, a sentence and rows.

A record check judges the record, never a person, and knows no law: two holders of one seat may be a slip of the pen.
"""

from chinhdanh.registry.checks.model import Check, Hit
from chinhdanh.registry.checks.runner import CHECKS, RecordReport, check_record

__all__ = ["CHECKS", "Check", "Hit", "RecordReport", "check_record"]
