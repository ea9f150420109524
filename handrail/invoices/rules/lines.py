"""Owns: what a row of an invoice says: by which order, visit or item, and which row or product, it is looked for.
Refuses: a row that names none of them, one of another contract, and a total that is not the sum of the rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handrail.core.csv_reading import CsvRow
from handrail.core.money import shown_pounds
from handrail.intake.rules.cells import Setting
from handrail.intake.rules.faults import Fault, fault
from handrail.intake.rules.reading import HeaderMapping, ReadRow, RowReader
from handrail.invoices.codes import InvoiceFault
from handrail.invoices.rules.columns import COLUMNS
from handrail.ledger.rules.bands import REBATE
from handrail.ledger.rules.fees import FOR_EVERYBODY
from handrail.ledger.rules.gain import GAIN
from handrail.ledger.rules.price_list import ROWS

CREDIT = "credit"
# The code of a line that holds the VAT of the line before it.
VAT = "vat"
MOST_KEPT = 10_000
NAMED = ("order_line", "visit", "asset_number")
# What is for no order, visit or item: its month says which it is.
OF_A_MONTH = frozenset({*FOR_EVERYBODY, GAIN, REBATE})


@dataclass(frozen=True, slots=True)
class ContractWords:
    """Which contract, and who provides under it. An invoice may call it by its code or by its name."""

    code: str
    name: str
    provider: str

    @property
    def title(self) -> str:
        """Both in a line."""
        return f"{self.provider}, {self.name}"


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A row as it was read."""

    line: int
    order_number: int | None
    position: int | None
    visit_number: int | None
    asset_number: str
    code: str
    day: date | None
    quantity: int | None
    amount_pence: int
    vat_pence: int
    sold: str
    ref: str

    @property
    def about(self) -> tuple[object, ...]:
        """What it names; of what is for a month, its day."""
        day = self.day if self.ref.startswith("m:") else None
        return self.order_number, self.position, self.visit_number, self.asset_number, day

    @property
    def columns(self) -> dict[str, Any]:
        """What it says, by name; `dataclasses.asdict` takes ten times as long, which of 200,000 lines is seconds."""
        return {name: getattr(self, name) for name in self.__slots__}


class InvoiceReader:
    """Reads the rows of one invoice, and keeps their sum and what is wrong with them: the first MOST_KEPT faults, and
    how many there are in all (`wrong`)."""

    def __init__(self, mapping: HeaderMapping, setting: Setting, contract: ContractWords) -> None:
        self.sum_pence, self.lines, self.wrong = 0, 0, 0
        self.faults: list[Fault] = []
        self._reader, self._contract = RowReader(COLUMNS, mapping, setting), contract
        self._called = {contract.code.casefold(), contract.name.casefold()}

    def read_all(self, rows: Iterable[CsvRow]) -> Iterator[SaidLine]:
        """The lines that nothing is wrong with. A line of VAT belongs to the line before it, which names the same."""
        held: SaidLine | None = None
        for row in rows:
            said = self.read(row)
            if said is None or said.sold != VAT:
                if held:
                    yield held
                held = said
            elif held and held.about == said.about:
                held = replace(held, vat_pence=held.vat_pence + said.amount_pence)
            elif held or not self.faults:
                self._keep((fault(said.line, "", said.code, InvoiceFault.VAT_ALONE),))
        if held:
            yield held

    def read(self, row: CsvRow) -> SaidLine | None:
        """The line; None where something is wrong with it."""
        self.lines += 1
        found = self._reader.read(row)
        wrong = found.all_faults(list(self._faults(found)))
        if wrong:
            self._keep(wrong)
            return None
        said = said_line(found)
        self.sum_pence += said.amount_pence + said.vat_pence
        return said

    def check_total(self, total_pence: int) -> None:
        """After the last row: the invoice must come to what it says. Where rows could not be read nobody can tell."""
        if not self.lines:
            self._keep((fault(0, "", "", InvoiceFault.NO_LINES),))
        elif not self.faults and self.sum_pence != total_pence:
            shown = {"total": shown_pounds(total_pence), "sum": shown_pounds(self.sum_pence)}
            self._keep((fault(0, "", shown_pounds(total_pence), InvoiceFault.TOTAL, **shown),))

    def _keep(self, wrong: Sequence[Fault]) -> None:
        """A million wrong rows are counted, not kept in memory."""
        self.wrong += len(wrong)
        self.faults += wrong[: MOST_KEPT - len(self.faults)]

    def _faults(self, found: ReadRow) -> Iterator[Fault]:
        contract = str(found.values["contract"] or "")
        if contract and contract.casefold() not in self._called:
            own = {"contract": self._contract.name, "contract_code": self._contract.code}
            yield _fault(found, "contract", InvoiceFault.OTHER_CONTRACT, **own)
        if (
            found.is_split
            and found.is_read(*NAMED)
            and not (any(found.values[name] for name in NAMED) or _is_of_a_month(found))
        ):
            yield _fault(found, next(name for name in NAMED if name in found.headers), InvoiceFault.NO_REFERENCE)


def _is_of_a_month(found: ReadRow) -> bool:
    """The fixed fee, a rebate or a gain-share is for no order, visit or item: its month says which it is. So does that
    of its VAT."""
    if not (found.is_read("code", "day") and found.values["day"]):
        return False
    code = str(found.values["code"]).lower()
    return code in OF_A_MONTH or (code == VAT and not any(found.values[name] for name in NAMED))


def _fault(found: ReadRow, column: str, code: InvoiceFault, **params: str) -> Fault:
    header = found.headers.get(column, column)
    return fault(found.line, header, found.cells.get(header, ""), code, **params)


def said_line(found: ReadRow) -> SaidLine:
    """A row that was read, with the number and the row of the price list (or product) by which it is looked for."""
    given = found.values
    order, position = given["order_line"] or (None, None)
    code, pence = str(given["code"]).lower(), int(given["amount"])
    # What is given back is a credit, whatever product it names.
    sold = CREDIT if pence < 0 and code not in {*ROWS, *OF_A_MONTH, VAT} else code
    if _is_of_a_month(found):
        return SaidLine(
            found.line, None, None, None, "", str(given["code"]), given["day"], given["quantity"], pence,
            int(given["vat"]), sold, f"m:{given['day']:%Y-%m}",
        )  # fmt: skip
    numbers = {
        "v": given["visit"],
        "l": f"{order}/{position}" if order and position else None,
        "a": given["asset_number"],
        "o": order,
    }
    # An activity is charged by the visit; equipment and its credit belong to an order line.
    first = "vlao" if sold in ROWS else "laov"
    ref = next(f"{kind}:{numbers[kind]}" for kind in first if numbers[kind])
    return SaidLine(
        found.line, order, position, given["visit"], given["asset_number"], str(given["code"]), given["day"],
        given["quantity"], pence, int(given["vat"]), sold, ref,
    )  # fmt: skip
