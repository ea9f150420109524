"""The addresses of what was spent.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.spending.crossed import spending

app_name = "spending"
urlpatterns = [path("", spending, name="spending")]
