"""How many published articles each topic has, once for those published before."""

from django.db import migrations
from django.db.models import Count


def count(apps, schema_editor):
    using = schema_editor.connection.alias
    topics = apps.get_model("articles", "Topic").objects.using(using)
    rows = apps.get_model("articles", "Listing").topics.through.objects.using(using)
    sizes = rows.order_by().values_list("topic").annotate(number=Count("pk"))
    for topic, number in list(sizes):
        topics.filter(pk=topic).update(listed=number)


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_sizes_of_topics")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
