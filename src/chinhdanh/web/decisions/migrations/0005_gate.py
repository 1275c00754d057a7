"""One decision can be judged at once; and nobody writes to how a decision about themself was made."""

from django.db import migrations

from chinhdanh.web.accounts.row_security import OF_DECISIONS, renewed_writes
from chinhdanh.web.decisions import slice as cutting


class Migration(migrations.Migration):
    dependencies = (
        ("decisions", "0004_judged"),
        ("accounts", "0003_access"),
    )

    operations = (
        *cutting.operations(),
        *(migrations.RunSQL(renewed_writes(table), migrations.RunSQL.noop) for table in OF_DECISIONS),
    )
