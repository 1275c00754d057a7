"""Officials are listed with fewer steps; the function is replaced where it was made by an earlier version."""

from django.db import migrations

from chinhdanh.web.officials import finding


class Migration(migrations.Migration):
    dependencies = (("officials", "0003_knowing"),)

    operations = finding.planned()
