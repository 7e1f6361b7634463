from django.db import migrations, models

# A version that all who were members by the day of its last signature have signed has been in force
# since that signature. Those who joined on a later day have not taken it out of force.
LAST = """(SELECT max(last."at") FROM factories_signature last
WHERE last.agreement_id = factories_agreement.id)"""
LOOK_BACK = f"""UPDATE factories_agreement SET in_force_from = {LAST}
WHERE NOT EXISTS (
    SELECT 1 FROM factories_member member
    WHERE member.factory_id = factories_agreement.factory_id
    AND member.part IN ('lead', 'partner') AND member.joined_on <= date({LAST})
    AND (member.left_on IS NULL OR member.left_on > date({LAST}))
    AND NOT EXISTS (
        SELECT 1 FROM factories_signature signed
        WHERE signed.agreement_id = factories_agreement.id
        AND signed.organisation_id = member.organisation_id
    )
)"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [
        ("factories", "0009_who_puts_motions"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="in_force_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(LOOK_BACK, migrations.RunSQL.noop),
    ]
