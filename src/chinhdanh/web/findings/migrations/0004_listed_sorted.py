"""Findings are also listed by verdict and body, where they are not many."""

from django.db import migrations

from chinhdanh.web.findings import finding


class Migration(migrations.Migration):
    dependencies = (("findings", "0003_listed_planned"),)

    operations = finding.sorted_as_asked()
