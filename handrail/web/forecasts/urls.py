"""The addresses of the forecast.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.forecasts.explained import explained
from handrail.web.forecasts.forecast import forecast

app_name = "forecasts"
urlpatterns = [path("", forecast, name="forecast"), path("explained/", explained, name="explained")]
