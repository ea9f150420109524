"""Sets up Northdown and a county beside it in the database of the environment and prints what came of them: run once
for the template of the tests.

Refuses to be imported by a test; tests ask `situations.northdown()`.
"""

import os

import django
from pydantic import TypeAdapter

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    django.setup()
    from handrail.simulation.set_up import County, set_up_northdown

    made = {
        "northdown": set_up_northdown(),
        "southmoor": set_up_northdown(code="southmoor", name="Southmoor community equipment"),
    }
    print(TypeAdapter(dict[str, County]).dump_json(made).decode())
