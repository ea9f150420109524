"""The addresses of what was spent.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.spending.crossed import spending
from handrail.web.spending.lines import spent_lines

app_name = "spending"
urlpatterns = [path("", spending, name="spending"), path("lines/", spent_lines, name="lines")]
