"""Steps of migrations that keep a first start quick: many tables drawn at once, SQL that is made when it runs.
Refuses nothing; Django's own steps draw all models again for each table and each piece of Python."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

type AppRegistry = Any


class CreateModels(Operation):
    """Several `CreateModel` in one step; each may name those before it."""

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add all, and leave the drawing to whoever asks next."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables in the order given."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop them, the last first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate` and `sqlmigrate` say of it."""
        return f"Create models {', '.join(model.name for model in self.models)}"


class MadeSql(Operation):
    """SQL statements that are made when the migration runs: they name the application's role or follow the models.

    Taking it back does nothing: dropping the tables undoes it."""

    def __init__(self, make: Callable[[AppRegistry], Iterable[str]]) -> None:
        self.make = make

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make and run them; params=None keeps the percent signs of PL/pgSQL."""
        for statement in self.make(to_state.apps):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing is left to undo."""

    def describe(self) -> str:
        """What `migrate` and `sqlmigrate` say of it."""
        return "Run SQL made from the models and the settings"
