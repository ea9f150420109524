"""What a web process holds from its start: what few pages need is read in with the first of them."""

import os
import subprocess
import sys

# Each costs every web worker megabytes, or a quarter of a second of its start, for pages that most workers never show.
LATE = ("biip", "python_calamine", "reportlab", "segno", "xlsxwriter", "handrail.simulation", "pytest")
_START = """
import sys, django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*sorted(sys.modules))
"""


def test_what_few_pages_need_is_not_read_in_at_the_start() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "handrail.config.settings"}
    started = subprocess.run(
        [sys.executable, "-c", _START], capture_output=True, text=True, check=True, env=environment
    ).stdout.split()
    assert "handrail.web.depot.labels" in started
    assert [name for name in LATE if name in started] == []
