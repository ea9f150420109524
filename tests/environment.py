"""Owns the environment that the tests run in; loaded by pytest before Django's settings are read.

Refuses the developer's own database and secrets: tests have a home of their own.
"""

import os
from pathlib import Path

from handrail.config.home import handrail_home

# Debian's programs of another version, where the suite runs a second time; empty means the embedded ones.
BINARIES = os.environ.get("HANDRAIL_TEST_POSTGRES", "")
HOME = handrail_home() / ("test" if not BINARIES else "test-" + Path(BINARIES).parent.name)

os.environ["HANDRAIL_HOME"] = str(HOME)
for name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "HANDRAIL_DATABASE_ROLE",
    "DEMO_MODE",
    "HOST",
    "PORT",
    "DEBUG",
    "OIDC_SERVER_URL",
):
    os.environ.pop(name, None)
# Playwright runs an event loop in the thread of the test, which then may not use the database without this.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
os.environ["MAIL_BACKEND"] = "django.core.mail.backends.locmem.EmailBackend"
(HOME / "static").mkdir(parents=True, exist_ok=True)
