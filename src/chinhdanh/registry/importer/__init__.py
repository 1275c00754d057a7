"""Importing a foreign table into a snapshot: a mapping says which source column is which column of which table."""

from chinhdanh.registry.importer.run import ImportReport, import_table

__all__ = ["ImportReport", "import_table"]
