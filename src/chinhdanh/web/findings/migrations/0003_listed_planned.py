"""Findings are listed and counted with fewer steps; the functions are replaced where an earlier version made them."""

from django.db import migrations

from chinhdanh.web.findings import finding


class Migration(migrations.Migration):
    dependencies = (("findings", "0002_listed"),)

    operations = finding.planned()
