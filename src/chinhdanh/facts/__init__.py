"""What can be said of a decision on its day, derived from the record."""

from chinhdanh.facts.model import Context, Fact, FactGroup, Record, Subject, complete_table
from chinhdanh.facts.subjects import SUBJECTS
from chinhdanh.facts.table import DECISION_FACTS, FACTS, GROUPS, fact_table, find_fact, subject_table

__all__ = [
    "DECISION_FACTS",
    "FACTS",
    "GROUPS",
    "SUBJECTS",
    "Context",
    "Fact",
    "FactGroup",
    "Record",
    "Subject",
    "complete_table",
    "fact_table",
    "find_fact",
    "subject_table",
]
