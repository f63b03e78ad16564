from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_fill_terms_of_topics")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="listed",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="Its published articles, derived",
            ),
        ),
    ]
