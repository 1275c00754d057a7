"""Time and memory of the audit, measured as whole processes: `python -m bench` (not part of the package)."""
