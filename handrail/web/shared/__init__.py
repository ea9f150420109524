"""The shell that every page stands in: layout, components, fields, wording, sign-in and the conventions for views.
Refuses pages of an audience, models and actions."""
