"""What waits in a province is found at once, and no more body by body."""

from django.db import migrations

from chinhdanh.web.work import counting


class Migration(migrations.Migration):
    dependencies = (("work", "0002_part_by_part"), ("organisations", "0007_counted_at_once"))

    operations = counting.renewed()
