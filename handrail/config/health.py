"""Owns GET /healthz: whether this process can serve.

Refuses to tell anything about people or the machine: it is read without signing in.
"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def migrations_left() -> int:
    """How many migrations of this version the database has not had. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 and {"status": "ready"} when the database answers and is migrated, else 503 with what is missing."""
    try:
        pending = migrations_left()
    except DatabaseError:
        return JsonResponse({"status": "waiting", "database": "no answer"}, status=503)
    if pending:
        return JsonResponse({"status": "waiting", "database": "ready", "migrations_left": pending}, status=503)
    return JsonResponse({"status": "ready", "database": "ready", "migrations_left": 0})
