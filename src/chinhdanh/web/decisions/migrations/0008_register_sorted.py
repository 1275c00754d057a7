"""The register is also listed by number, kind and issuing body, where it is not long."""

from django.db import migrations

from chinhdanh.web.decisions import finding


class Migration(migrations.Migration):
    dependencies = (("decisions", "0007_register_walked"),)

    operations = finding.sorted_as_asked()
