"""The register is found with fewer steps; the function is replaced where it was made by an earlier version."""

from django.db import migrations

from chinhdanh.web.decisions import finding


class Migration(migrations.Migration):
    dependencies = (("decisions", "0005_gate"),)

    operations = finding.planned()
