"""What is counted over a province is read at once, and no more body by body."""

from django.db import migrations

from chinhdanh.web.organisations import counting


class Migration(migrations.Migration):
    dependencies = (("organisations", "0006_counts_kept"),)

    operations = counting.renewed()
