"""The expressions of facts and rules over a few rows in memory, without a database.

An engine plans anew whatever it is asked; for one decision planning takes a hundred times longer than the answer. Here
the very same Ibis expressions are translated once into steps (`Translation`), and these made into Python closures
(`Program`). Steps are plain data: they can be kept as JSON and made into a program in another process, which takes a
fraction of the time of building the expressions. The meaning is DuckDB's: three-valued logic, joins and groups as in
SQL, month arithmetic clamped to the end of the month. What is not known fails when it is translated, never when it is
asked.

Values in rows: None for NULL, bool, int, float and str; a date is its ordinal (`dates`), so that no sum leaves the
calendar and comparing is cheap.
"""

from chinhdanh.audit.interpreter.dates import date_text, day_number
from chinhdanh.audit.interpreter.program import Fixed, Program, Rows
from chinhdanh.audit.interpreter.translation import Code, Translation
from chinhdanh.audit.interpreter.values import UnknownOperation

__all__ = ["Code", "Fixed", "Program", "Rows", "Translation", "UnknownOperation", "date_text", "day_number"]
