"""What a list is held against is found in one statement for all whom it names."""

from django.db import migrations

from chinhdanh.web.imports import finding


class Migration(migrations.Migration):
    dependencies = (
        ("imports", "0001_initial"),
        ("decisions", "0006_register_planned"),
        ("officials", "0004_listed_planned"),
    )

    operations = finding.operations()
