"""Lists of kin."""

from django.db import migrations

from chinhdanh.web.imports import finding


class Migration(migrations.Migration):
    dependencies = (("imports", "0003_further_lists"),)

    operations = finding.of_tables(("kinship",))
