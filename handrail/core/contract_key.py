"""A foreign key between two rows of one contract.
Refuses a key on the id alone: `core.promises.same_contract` makes the database's key, with the contract in it."""

from typing import Any

from django.db import models


class ContractForeignKey(models.ForeignKey[Any, Any]):
    """Like ForeignKey, but its database key is (contract_id, column) and is added by the promises migration."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete=on_delete, **kwargs)
