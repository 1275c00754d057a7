"""A later page of the register is walked to, and not every decision within reach looked up."""

from django.db import migrations

from chinhdanh.web.decisions import finding


class Migration(migrations.Migration):
    dependencies = (("decisions", "0006_register_planned"),)

    operations = (migrations.RunSQL(finding.REGISTER, migrations.RunSQL.noop),)
