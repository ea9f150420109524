"""What holds for specials: the move table, and that what was asked, looked at and quoted stays as it was."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.specials.states import INITIAL, MOVES, SpecialState


def specials() -> str:
    """The move table; of a request only its state and what does the job change, of a quote that it was chosen."""
    role = promises.application_role()
    return (
        promises.state_machine(
            table="specials_special",
            history="specials_specialhistory",
            codes=SpecialState,
            starts=INITIAL,
            steps=steps(MOVES),
        )
        + promises.append_only("specials_specialsearch")
        + promises.append_only("specials_speciallooked")
        + f"""
        REVOKE UPDATE ON specials_special, specials_specialquote FROM "{role}";
        GRANT UPDATE (state_path, state_reason, product_id) ON specials_special TO "{role}";
        GRANT UPDATE (chosen_at, chosen_why) ON specials_specialquote TO "{role}";
    """
    )


class Migration(migrations.Migration):
    dependencies = [
        ("specials", "0001_initial"),
        ("catalogue", "0002_promises"),
        ("people", "0002_promises"),
    ]

    operations = [
        *promises.contract_promises("specials"),
        promises.run(specials),
        promises.sql(promises.row_security("specials_specialhistory", None)),
    ]
