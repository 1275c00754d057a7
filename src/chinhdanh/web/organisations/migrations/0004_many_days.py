"""Headcounts of several days are counted at once. The functions that it made are replaced by 0006."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("organisations", "0003_reorganisation"),)

    operations = ()
