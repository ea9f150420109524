"""Owns the door that the web server calls.

Refuses to serve with a database role that could pass by row security (config.roles).
"""

from django.core.wsgi import get_wsgi_application

from handrail.config.roles import refuse_unsafe_role

application = get_wsgi_application()
refuse_unsafe_role()
