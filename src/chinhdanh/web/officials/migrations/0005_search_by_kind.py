"""Words of posts and bodies are looked for apart from those of people, who are far more."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from chinhdanh.web.officials import finding


class Migration(migrations.Migration):
    dependencies = (("officials", "0004_listed_planned"),)

    operations = (
        migrations.RemoveIndex("searchentry", "search_words"),
        *(
            migrations.AddIndex(
                "searchentry",
                GinIndex(fields=("words",), name=f"search_words_{kind}", condition=models.Q(kind=kind)),
            )
            for kind in ("person", "post", "organization")
        ),
        *finding.by_kind(),
    )
