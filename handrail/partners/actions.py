"""The only writer of partners, contracts and their data.
Refuses nothing itself: use cases decide, the database's constraints refuse overlaps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from handrail.partners.models import BankHoliday, Contract, Depot, EffectiveRow, Partner, Team


def add_partners(rows: Iterable[Partner]) -> None:
    """New partners, in one statement."""
    Partner.objects.bulk_create(list(rows))


def change_partner(partner_id: UUID, **columns: Any) -> None:
    """New values for a partner's columns."""
    Partner.objects.filter(pk=partner_id).update(**columns)


def add_contract(row: Contract, *, path: Sequence[str]) -> None:
    """A new contract that has passed the states of `path`."""
    row.state_path = list(path)
    Contract.objects.bulk_create([row])


def add_data(rows: Sequence[EffectiveRow]) -> None:
    """Rows of one kind of contract data, in one statement."""
    if rows:
        type(rows[0])._default_manager.bulk_create(list(rows))


def end_data(model: type[EffectiveRow], ids: Sequence[UUID], *, until_on: date) -> None:
    """The rows hold no longer from `until_on`."""
    model._default_manager.filter(pk__in=ids).update(until_on=until_on)


def take_back_data(model: type[EffectiveRow], ids: Sequence[UUID]) -> None:
    """Rows that have not begun shall not begin; the database refuses those that have."""
    model._default_manager.filter(pk__in=ids).delete()


def move_ends(model: type[EffectiveRow], ends: Mapping[UUID, date | None]) -> None:
    """Each of these rows holds until another day than said, or for good (None). One statement."""
    rows = [model(id=row_id, until_on=until_on) for row_id, until_on in sorted(ends.items())]
    model._default_manager.bulk_update(rows, ["until_on"])


def change_team(team_id: UUID, **columns: Any) -> None:
    """New values for a team's columns."""
    Team.objects.filter(pk=team_id).update(**columns)


def change_depot(depot_id: UUID, **columns: Any) -> None:
    """New values for a store's columns."""
    Depot.objects.filter(pk=depot_id).update(**columns)


def add_teams(rows: Iterable[Team]) -> None:
    """New teams, in one statement."""
    Team.objects.bulk_create(list(rows))


def add_depots(rows: Iterable[Depot]) -> None:
    """New depots and satellite stores, in one statement."""
    Depot.objects.bulk_create(list(rows))


def close_row(model: type[models.Model], row_id: UUID, *, closed_on: date | None) -> None:
    """Close a team or depot on a day, or open it again (None)."""
    model._default_manager.filter(pk=row_id).update(closed_on=closed_on)


def keep_bank_holidays(days: Iterable[tuple[date, str]]) -> int:
    """Bank holidays that are not known yet; known ones stay. Where all are known no contract has to read anew.
    Gives how many were new."""
    known = set(BankHoliday.objects.values_list("on", flat=True))
    new = [BankHoliday(on=on, title=title) for on, title in days if on not in known]
    if new:
        BankHoliday.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
