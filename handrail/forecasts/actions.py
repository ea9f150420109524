"""The only code that writes forecasts. Needs an open change.
Refuses nothing: the use case decided."""

from datetime import datetime
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.forecasts.models import ForecastMade
from handrail.forecasts.rules.written import Written
from handrail.identity.scope import Scope


def add_forecast(scope: Scope, row_id: UUID, written: Written, *, at: datetime) -> bool:
    """Keep a forecast; whether nobody kept one of that day meanwhile."""
    row = {
        "id": row_id,
        "contract_id": scope.contract_id,
        "as_at": written.as_at,
        "since": written.since,
        "made_at": at,
        "figures": written.figures,
        "workings": written.workings,
    }
    return bool(insert_rows(ForecastMade, [row], unless_there=True, returning=("id",)))
