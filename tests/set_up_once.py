"""Sets up Northdown in the database of the environment and prints what came of it: run once for a template.

Refuses to be imported by a test; tests ask `situations.northdown()`.
"""

import os

import django
from pydantic import TypeAdapter

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    django.setup()
    from handrail.simulation.set_up import County, set_up_northdown

    print(TypeAdapter(County).dump_json(set_up_northdown()).decode())
