"""The web application: the record as a personnel department keeps it, on Django and PostgreSQL."""
