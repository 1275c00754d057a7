"""People are counted until there are as many as a list shows."""

from django.db import migrations

from chinhdanh.web.officials import finding


class Migration(migrations.Migration):
    dependencies = (("officials", "0006_people_of_a_body"),)

    operations = tuple(finding.planned())
