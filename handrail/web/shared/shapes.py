"""The shapes that components take: plain frozen values, made by a view, read by a macro of the same name.
Refuses queries, markup and anything that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handrail.wording.family import Colour as Colour
from handrail.wording.family import Tag as Tag


class Tone(StrEnum):
    """How loud a notice, tile, check or timeline entry speaks. The word is always shown beside the colour."""

    CALM = "calm"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `hidden` is read out but not shown: it says which of many ("View" plus "order 1042")."""

    text: str
    href: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back to the start."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list: a name, its value (text, link or tag), and at most one action."""

    key: str
    value: str | Link | Tag = ""
    note: str = ""
    action: Link | None = None
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is shown small from `small` and opened large at `href`; `words` say what it is of."""

    href: str
    small: str
    words: str
    caption: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `detail` is a few short lines, `links` lead to what it is about; `planned` entries are
    still to come."""

    title: str
    at: datetime
    by: str = ""
    detail: Sequence[str] = ()
    tag: Tag | None = None
    link: Link | None = None
    tone: Tone = Tone.CALM
    planned: bool = False
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class StatTile:
    """A number that opens the list behind it; no `href`: this reader may not open it. `note` says what would make it
    better or worse; `parts` are numbers within it, each with its own list."""

    label: str
    count: int
    href: str
    note: str = ""
    tone: Tone = Tone.CALM
    parts: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One message in the page: a heading, a few lines, at most one link."""

    title: str
    lines: Sequence[str] = ()
    tone: Tone = Tone.CALM
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check of an order with its numbers: "Safe load 160 kg, the person weighs 172 kg"."""

    title: str
    tone: Tone
    detail: str = ""
    limit: str = ""
    found: str = ""
    reason_given: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address as printed lines; `note` says whose ("Daughter's home")."""

    lines: Sequence[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that everyone who opens the record must see: "Two people needed at this address"."""

    text: str
    tone: Tone = Tone.WARN


@dataclass(frozen=True, slots=True)
class PersonBanner:
    """Who the page is about. `died_on` turns the banner quiet and says so in words."""

    name: str
    born_on: date | None
    today: date
    nhs_number: str = ""
    address: Address | None = None
    phone: str = ""
    number: str = ""
    href: str = ""
    alerts: Sequence[Alert] = ()
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class AssetBanner:
    """Which item the page is about: its tag number, product, state and where it is now."""

    number: str
    product: str
    state: Tag
    place: str
    serial: str = ""
    href: str = ""
    alerts: Sequence[Alert] = ()


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line of an order as the prescriber sees it. `money` is already text. `remove_value` is posted as `remove`."""

    name: str
    code: str
    quantity: int
    money: str = ""
    stock: Tag | None = None
    notes: Sequence[str] = ()
    checks: Sequence[Check] = ()
    questions_href: str = ""
    questions_left: int = 0
    remove_value: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `sort` is the value for the `sort` parameter; empty means it cannot be sorted. `whole`:
    each of its cells stays on one line where there is room for a table."""

    label: str
    sort: str = ""
    numeric: bool = False
    hidden_label: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: text, perhaps as a link or a tag, further links, and a smaller second line."""

    text: str = ""
    href: str = ""
    tag: Tag | None = None
    note: str = ""
    hidden: str = ""
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `tone` marks the whole row; `selected` and `value` are for tables with tick boxes, `named` says
    what its box is for, where the first cell does not."""

    cells: Sequence[Cell]
    tone: Tone = Tone.CALM
    value: str = ""
    selected: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: why it is empty and what to do next."""

    title: str
    advice: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Sorting:
    """Which column the list is sorted by. `hrefs` gives the address that sorts by each key the other way."""

    key: str
    descending: bool
    hrefs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in the list we are. `total` is None where counting would cost too much; empty addresses are not shown."""

    shown: int
    total: int | None = None
    first: int = 1
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list. `select` names the tick boxes' form field (the page wraps the table in a form). Rows already sorted.
    `is_wide`: it has as many columns as somebody else's file, so it scrolls sideways in a box of its own."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Empty
    sorting: Sorting | None = None
    pager: Pager | None = None
    csv_href: str = ""
    xlsx_href: str = ""
    caption_hidden: bool = False
    select: str = ""
    id: str = "list"
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Work that is under way: `done` of `total` steps; `href` is the address that shows the progress anew. `renews`
    is False where the part of the page around it renews itself."""

    title: str
    done: int
    total: int
    href: str
    message: str = ""
    finished: bool = False
    next_link: Link | None = None
    renews: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that someone else changed while the page was open."""

    what: str
    before: str
    after: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScanBox:
    """The box that a scanner types into. `ready` is the code last read, `message` what became of it."""

    name: str = "code"
    label: str = "Scan or type a code"
    hint: str = "Asset number, serial number or GS1 barcode"
    id: str = "scan"
    value: str = ""
    error: str = ""
    message: str = ""
    button: str = "Add"
    camera: bool = True
    autofocus: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a task in several pages."""

    text: str
    href: str = ""
    state: Tag | None = None
    current: bool = False
