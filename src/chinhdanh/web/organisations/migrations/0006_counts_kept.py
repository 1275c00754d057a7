"""Counts over bodies are made part by part, and kept until something is written there."""

from django.db import migrations

from chinhdanh.web.organisations import counting, marking


class Migration(migrations.Migration):
    dependencies = (
        ("organisations", "0005_position_qualification"),
        ("officials", "0001_initial"),
        ("decisions", "0001_initial"),
        ("accounts", "0003_access"),
    )

    operations = (*marking.operations(), *counting.renewed())
