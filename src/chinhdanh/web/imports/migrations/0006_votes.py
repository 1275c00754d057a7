"""Lists of confidence votes."""

from django.db import migrations

from chinhdanh.web.imports import finding


class Migration(migrations.Migration):
    dependencies = (("imports", "0005_cells"),)

    operations = finding.of_tables(("confidence_vote",))
