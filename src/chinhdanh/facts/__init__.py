"""What can be said of a decision on its day, derived from the record."""

from chinhdanh.facts.model import Context, Fact, FactGroup, Record, complete_table
from chinhdanh.facts.table import FACTS, GROUPS, fact_table, find_fact

__all__ = ["FACTS", "GROUPS", "Context", "Fact", "FactGroup", "Record", "complete_table", "fact_table", "find_fact"]
