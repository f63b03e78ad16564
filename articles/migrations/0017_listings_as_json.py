from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_comments_on_sections")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="api",
            field=models.TextField(
                db_default="",
                default="",
                help_text="As the API's list gives it, whatever the day",
            ),
        ),
    ]
