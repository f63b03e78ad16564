"""Make the four groups of the editors' site, each with the least it needs."""

from django.db import migrations

CONTENT = {
    "articles": [
        "article", "bibliographyentry", "citation", "counterpart", "formerslug", "importfinding",
        "importrun", "rendering", "section", "source", "termuse", "topic", "transition", "version",
    ],
    "glossary": ["alias", "code", "definition", "formerslug", "term"],
    "references": ["formerkey", "mergeproposal", "quotation", "reference"],
}  # fmt: skip

READ = [f"{app}.view_{model}" for app, models in CONTENT.items() for model in models]

WRITE = [
    "articles.add_article",
    "articles.change_article",
    "articles.add_section",
    "articles.change_section",
    "articles.delete_section",
    "articles.add_bibliographyentry",
    "articles.change_bibliographyentry",
    "articles.delete_bibliographyentry",
    "articles.add_counterpart",
    "articles.change_counterpart",
    "articles.delete_counterpart",
    "articles.change_importfinding",
    "articles.change_source",
    "articles.submit_article",
    "glossary.add_term",
    "glossary.change_term",
    "glossary.add_alias",
    "glossary.change_alias",
    "glossary.delete_alias",
    "glossary.add_definition",
    "glossary.change_definition",
    "glossary.add_code",
    "glossary.change_code",
    "glossary.delete_code",
    "references.add_reference",
    "references.change_reference",
    "references.change_mergeproposal",
    "references.change_quotation",
]

REVIEW = ["articles.sign_off_article", "articles.change_importfinding"]

PUBLISH = ["articles.publish_article"]

ADMINISTER = [
    *PUBLISH,
    "articles.delete_article",
    "articles.add_topic",
    "articles.change_topic",
    "articles.delete_topic",
    "glossary.delete_term",
    "glossary.delete_definition",
    "references.delete_reference",
    "kb.view_sitestate",
    "auth.view_group",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.delete_user",
    "admin.view_logentry",
]

GROUPS = {
    "Editor": [*READ, *WRITE],
    "Reviewer": [*READ, *REVIEW],
    "Publisher": [*READ, *PUBLISH],
    "Administrator": [*READ, *WRITE, *ADMINISTER],
}


def permission(apps, alias, name):
    """Return a permission, made here if the framework has not come to it yet."""
    app, codename = name.split(".")
    action, model = codename.rsplit("_", 1)
    content_type, _ = (
        apps.get_model("contenttypes", "ContentType")
        .objects.using(alias)
        .get_or_create(app_label=app, model=model)
    )
    return (
        apps.get_model("auth", "Permission")
        .objects.using(alias)
        .get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": NAMES.get(codename, f"Can {action} {model}")},
        )[0]
    )


NAMES = {
    "submit_article": "Can submit articles for review",
    "sign_off_article": "Can sign articles off clinically",
    "publish_article": "Can publish and withdraw articles",
}


def make_groups(apps, schema_editor):
    alias = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for name, permissions in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        wanted = dict.fromkeys(permissions)
        group.permissions.add(*(permission(apps, alias, each) for each in wanted))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_versions_are_immutable"),
        ("glossary", "0001_glossary"),
        ("references", "0001_reference_library"),
        ("kb", "0001_site_state"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
