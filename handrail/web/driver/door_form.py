"""The form in which a crew records a door: what was scanned and counted, what was not done, who received it.
Refuses to guess: what was neither scanned, counted nor explained is asked about at its own field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from handrail.catalogue.rules.questions import AskedQuestion, blocked_in_words, check_answers
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import Reason
from handrail.partners.queries import CodeChoice
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.queries.checking import DoorCheck
from handrail.visits.queries.driver import StopTask
from handrail.visits.rules.at_door import SEEN_TO, outcome_for
from handrail.visits.rules.report import DoorReport, HandedOver, LeftUndone, Received, TakenAway
from handrail.web.driver.door_measuring import measuring_fields, problems
from handrail.web.driver.door_questions import (
    ABOUT_PEOPLE,
    DEMONSTRATED,
    DoorQuestions,
    answers_in,
    asking_whether_shown,
    places_asking,
    question_field,
    whether_shown,
)
from handrail.web.driver.joint import JointForm
from handrail.web.driver.pictures import Pictures
from handrail.web.driver.scans_carried import LONGEST_CODE, MOST_SCANS, codes_from
from handrail.web.driver.seen_to import (
    add_seen_to,
    check_seen_to,
    examined_tasks,
    names_of,
    read_examined,
    read_seen_to,
)
from handrail.web.driver.stop import stays_on_van, stop_shortage
from handrail.web.driver.why_not import what_was_done, why_not
from handrail.web.shared import fields
from handrail.web.shared.fields import DRAWN_BY_WHOM, Choice, Signature
from handrail.web.shared.fields.numbers import LARGEST
from handrail.web.shared.stated import CONTACTS, RISKS, STATED, statement_of
from handrail.wording import say
from handrail.wording.shown import day as shown_day
from handrail.wording.unsafe import LEAVE_AS_IT_IS, not_safe, what_to_do

# What the list `failed_visit` calls a thing that could not be brought.
NOT_ON_VAN = "item_not_on_van"
RECALLED_AMONG_THEM = "Some on the van were recalled. Do not hand them over"
TAKES = frozenset({TaskKind.COLLECT, TaskKind.SWAP})
DONE_BY = ("count", "action", "result")
BOTH_WAYS = {TaskKind.DELIVER: "handed over", TaskKind.COLLECT: "taken along", TaskKind.SWAP: "swapped"}


class DoorForm(JointForm):
    """Everything that happened at one door. `offer` adds the fields of this stop's own things. `expects_missing`: what
    is not on the van was not handed over, unless somebody says so; `by_post`: nobody stood at the door."""

    expects_missing = True
    by_post = False

    # As many codes as are kept, each as long as one may be, every character of them escaped.
    scanned = fields.HiddenField("Scanned", longest=MOST_SCANS * (2 * LONGEST_CODE + 4) + 2)
    other_day = fields.TickField("Yes, record it as done today", required=False)
    sure = fields.TickField("It has happened already: record it as it is", required=False)
    leave_unsafe = fields.TickField(LEAVE_AS_IT_IS, required=False)
    received_by = fields.TextField(
        "Who received it?", required=False, says_optional=False, longest=120, autocomplete="off"
    )
    relationship = fields.TextField("Who are they to the person?", required=False, longest=40, hint="For example: son")
    demonstrated = fields.RadiosField(
        "Were they shown how to use it?", DEMONSTRATED, required=False, says_optional=False
    )
    demonstrated_note = fields.TextField("Why not?", required=False, longest=300)
    signature = fields.SignatureField(
        named_elsewhere=True, required=False, hint="Only if it is not the person who received it"
    )
    photo = fields.PhotoField("Photo", required=False, hint="Of the item where it stands")
    second_photo = fields.PhotoField("Another photo", required=False)
    examiner = fields.TextField(
        "Who examined it?", required=False, says_optional=False, longest=120, autocomplete="off",
        hint="The competent person who signs the report, and their employer if it is not us",
    )  # fmt: skip
    infection_risk = fields.RadiosField(
        "Is there a risk of infection?", RISKS, required=False, hint="As far as you know. Never write an illness"
    )
    contact_with = fields.CheckboxesField("What was it in contact with?", CONTACTS, required=False)
    precautions = fields.TextField("What must the depot do to be safe?", required=False, longest=500)
    note = fields.TextAreaField("Anything the office should know?", required=False, rows=3)

    tasks: Sequence[StopTask] = ()
    questions: DoorQuestions = DoorQuestions()
    check: DoorCheck = DoorCheck((), (), ())
    pictures: Pictures = Pictures()
    office: str = ""
    unsafe: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    asking: Mapping[str, tuple[int, ...]] = {}
    shown_by_hand: frozenset[UUID] = frozenset()
    visit_id: UUID
    run_on: date | None

    def offer(
        self,
        visit_id: UUID,
        tasks: Sequence[StopTask],
        reasons: Iterable[CodeChoice],
        actions: Iterable[CodeChoice],
        questions: DoorQuestions,
    ) -> None:
        """Add a field for each thing of this stop, and the questions asked at delivery."""
        self.visit_id, self.tasks, self.questions = visit_id, tasks, questions
        given = tuple(reasons)
        done = [Choice(action.code, action.label) for action in actions]
        for at, task in enumerate(tasks):
            why = why_not(given, {task.kind}, inside=True, by_post=self.by_post)
            self._add_task(at, task, why, what_was_done(task, done))
        self.asking = places_asking(questions.all(), tasks, but=ABOUT_PEOPLE)
        for question in questions.all():
            for name, of in self._names(question.code):
                self.fields[name] = question_field(question, questions.hint(question, self._asks(question)), of)
        self._ask_of_the_rest()
        if not any(name.startswith("examined_") for name in self.fields):
            del self.fields["examiner"]
        if not any(task.kind in TAKES for task in tasks):
            for name in STATED:
                del self.fields[name]
        if not any(task.kind is TaskKind.DELIVER for task in tasks):
            # Their hints speak of what is left with somebody.
            for name in {"signature", "photo"} & set(self.fields):
                self.fields[name].help_text = ""

    def _ask_of_the_rest(self) -> None:
        """Things that ask by themselves whether they were shown are asked about with them; the other question is about
        the rest, and names it."""
        asking = asking_whether_shown(self.questions)
        shown = [task for task in self.tasks if task.kind is TaskKind.DELIVER and task.demonstration]
        self.shown_by_hand = frozenset(task.id for task in shown if task.product_code not in asking)
        if asking and not self.shown_by_hand:
            self.fields.pop("demonstrated", None)
        elif asking and "demonstrated" in self.fields:
            rest = dict.fromkeys(task.product_name for task in shown if task.id in self.shown_by_hand)
            self.fields["demonstrated"].label = f"Were they shown how to use this too: {', '.join(rest)}?"

    def questions_at(self, at: int) -> tuple[str, ...]:
        """The names of the questions about one thing itself. What several things ask stands at the first of them, and
        what several of one product ask at each."""
        return tuple(self._name(code, at) for code, places in self.asking.items() if at in places)

    def questions_about_people(self) -> tuple[str, ...]:
        """The names of the other questions: what was shown and left with whoever received it."""
        return tuple(name for name in self.fields if name.startswith("q_") and name[2:] not in self.asking)

    def _name(self, code: str, at: int) -> str:
        """The field of a question for one thing: its own where several of its product ask, else that of all."""
        return f"also_{at}_{code}" if at in self.asking.get(code, ())[1:] else f"q_{code}"

    def _names(self, code: str) -> Iterable[tuple[str, str]]:
        """The fields of a question, with which of how many things each is about, where there are several."""
        places = self.asking.get(code, ())
        if len(places) < 2:
            return [(f"q_{code}", "")]
        return [(self._name(code, at), self._which(at, places)) for at in places]

    def _which(self, at: int, places: Sequence[int]) -> str:
        return f"{self.tasks[at].expected or 'item'}, {places.index(at) + 1} of {len(places)}"

    def _called(self, at: int) -> str:
        """The name of a thing, and which it is where several of its product are asked about."""
        name = self.tasks[at].product_name
        beside = next((places for places in self.asking.values() if at in places and len(places) > 1), ())
        return f"{name} ({self._which(at, beside)})" if beside else name

    def _asks(self, question: AskedQuestion) -> str:
        """Which of the things to hand over ask this, where not all of them do."""
        brought = {task.product_code: task.product_name for task in self.tasks if task.kind is TaskKind.DELIVER}
        asking = {product.code for use in question.uses for product in use.products}
        names = [name for code, name in brought.items() if code in asking]
        return f"Answer if this is handed over: {'; '.join(names)}" if names and len(brought) > len(names) else ""

    def _add_task(self, at: int, task: StopTask, why: list[Choice], done: list[Choice]) -> None:
        name = f"{say(task.kind)}: {task.product_name}"
        missing = self.expects_missing and bool(stop_shortage([task])) and NOT_ON_VAN in {one.value for one in why}
        if task.kind is TaskKind.MEASURE:
            self.fields |= measuring_fields(name, at)
        elif task.kind in SEEN_TO:
            add_seen_to(self, at, task, name, done)
        elif task.tracking == "counted" and task.id not in self._scanned():
            self.fields[f"count_{at}"] = fields.NumberField(
                f"{name}. How many were {BOTH_WAYS[task.kind]}?",
                least=0,
                most=1000,
                # A recalled thing is not taken for handed over.
                initial=0 if missing else None if task.alert else task.quantity,
            )
        seen = task.kind in SEEN_TO
        blank = "Only where it was not done" if seen else "It was done"
        if not seen and task.tracking != "counted":
            blank = "Scan it, or choose why not"  # Nothing with a number is taken for granted before it is scanned.
        asked = "it was not done" if seen else "not all" if task.tracking == "counted" and task.quantity > 1 else "not"
        self.fields[f"left_{at}"] = fields.SelectField(
            f"{name}. If {asked}, why?", why,
            required=False, says_optional=False, blank=blank,
            initial=NOT_ON_VAN if missing else None,
        )  # fmt: skip

    def _scanned(self) -> dict[UUID, int]:
        """How many were scanned of each thing to hand over or take along."""
        return {code.task_id: code.quantity for code in self.check.codes if code.task_id and not code.seen}

    def _count(self, cleaned: Mapping[str, Any], at: int) -> int:
        """How many of a counted thing, scanned by its code or counted."""
        task = self.tasks[at]
        return self._scanned().get(task.id, 0) or cleaned.get(f"count_{at}") or 0

    def field_names(self, at: int) -> tuple[str, ...]:
        """The names of the fields of one thing, for the page."""
        wanted = (f"count_{at}", *names_of(at), f"result_{at}", f"found_{at}", f"left_{at}")
        scanned = self._scanned().get(self.tasks[at].id, 0)
        part = self.tasks[at].tracking == "counted" and scanned < self.tasks[at].quantity
        return tuple(name for name in wanted if name in self.fields) if part or not scanned else ()

    # Reading

    def clean(self) -> dict[str, Any]:
        """What was neither done nor explained is asked about; so is who received what was left."""
        cleaned = super().clean()
        done = self.done_tasks(cleaned)
        for at, task in enumerate(self.tasks):
            self._ask_about_rest(cleaned, at, task)
            for name, lacks in problems(cleaned, at).items():
                self.add_error(name, say(lacks.code))
            unexplained = task.outcome is Outcome.OPEN and task.id not in done and not cleaned.get(f"left_{at}")
            if unexplained and f"left_{at}" not in self.errors:
                do = "say what was done" if task.kind in SEEN_TO else "scan it or count it"
                self.add_error(f"left_{at}", f"{task.product_name}: {do}, or say why it was not done")
        brought = [task for task in self.tasks if task.kind is TaskKind.DELIVER and task.id in done]
        names = "received_by" in self.fields and "received_by" not in self.errors
        if brought and names and not cleaned.get("received_by"):
            self.add_error("received_by", "Enter the name of whoever received it")
        self._name_signature(cleaned)
        shown = any(task.id in self.shown_by_hand for task in brought)
        if shown and not cleaned.get("demonstrated") and "demonstrated" in self.fields:
            self.add_error("demonstrated", "Say whether they were shown how to use it")
        if (asked := self._day_question(self.done_on(cleaned))) and not cleaned.get("other_day"):
            self.add_error("other_day", f"{'. '.join(asked)} Tick if it was")
        check_seen_to(self, cleaned, self.tasks, self.done_on(cleaned), done)
        self._clean_answers(cleaned, [at for at, task in enumerate(self.tasks) if task in brought])
        self.doubts = tuple(self._doubts(cleaned))
        if self.check.wrong and not cleaned.get("sure"):
            self.add_error("sure", "Put right what is marked below, or tick that it has happened already")
        elif self.doubts and not cleaned.get("sure"):
            self.add_error("sure", f"{'. '.join(self.doubts)}. Tick if it has happened already")
        return cleaned

    def _doubts(self, cleaned: Mapping[str, Any]) -> Iterable[str]:
        """What was counted as handed over although recalled pieces had to be among it, or more than was asked for: a
        scan would have said so."""
        for at, task in enumerate(self.tasks):
            count = cleaned.get(f"count_{at}") or 0
            if count > self.check.fit.get(task.id, LARGEST):
                yield f"{task.product_name}. {stays_on_van(task) or RECALLED_AMONG_THEM}"
            elif count > task.quantity:
                yield f"{task.product_name}: {count} were {BOTH_WAYS[task.kind]}, and {task.quantity} asked for"

    def _name_signature(self, cleaned: dict[str, Any]) -> None:
        """What was drawn without a name was drawn by whoever received it."""
        signed, name = cleaned.get("signature"), cleaned.get("received_by")
        if not isinstance(signed, Signature) or signed.name:
            return
        if name:
            cleaned["signature"] = replace(signed, name=name)
        elif "received_by" not in self.errors:
            self.add_error("signature", DRAWN_BY_WHOM)

    def day_question(self) -> tuple[str, ...]:
        """What the page says where it was done on another day than planned: for which it is planned, and the question.
        Empty where there is nothing to ask."""
        return self._day_question(self.done_on(getattr(self, "cleaned_data", {})))

    def _day_question(self, day: date | None) -> tuple[str, ...]:
        if day is None or self.run_on in (None, day):
            return ()
        on = "today" if day == now_is(now()).today else f"on {shown_day(day)}"
        return f"This visit is planned for {shown_day(self.run_on)}", f"Record it as done {on}?"

    def done_on(self, _cleaned: Mapping[str, Any]) -> date | None:
        """The day on which it happened: as a crew records it, today."""
        return now_is(now()).today

    def _ask_about_rest(self, cleaned: Mapping[str, Any], at: int, task: StopTask) -> None:
        """A part of a count says why the rest was not done. The whole is filled in for them: a reason beside it, unless
        that was filled in too, says that it was forgotten there."""
        done, why = self._count(cleaned, at) if task.tracking == "counted" else 0, cleaned.get(f"left_{at}")
        if task.outcome is not Outcome.OPEN or not done:
            return
        said = f"{task.product_name}: {done} of {task.quantity} were {BOTH_WAYS[task.kind]}"
        if done < task.quantity and not why:
            self.add_error(f"left_{at}", f"{said}. Say why the rest was not")
        elif why and why != self.fields[f"left_{at}"].initial and (cleaned.get(f"count_{at}") or 0) >= task.quantity:
            self.add_error(f"count_{at}", f"{said}, and a reason why not is chosen. Enter 0, or choose It was done")

    def _clean_answers(self, cleaned: Mapping[str, Any], brought: Sequence[int]) -> None:
        """What stayed on the van or in the store asks nothing; what is not safe is asked about before it is recorded.
        `brought`: the places of what was handed over."""
        asked = self.questions.of({self.tasks[at].product_code for at in brought})
        unsafe: list[str] = []
        for at in brought:
            task = self.tasks[at]
            own = {question.code: cleaned.get(self._name(question.code, at)) for question in asked}
            checked = check_answers(asked, {code: str(said or "") for code, said in own.items()})
            said = blocked_in_words(checked.checks, task.product_code)
            unsafe += [not_safe(self._called(at), said)] if said else []
            for problem in checked.problems:
                self._say_problem(problem, at)
        self.unsafe = tuple(dict.fromkeys(unsafe))
        named = ". ".join(self.unsafe)
        # A tick is for what the page named then: other answers since are asked about anew.
        if self.unsafe and not (cleaned.get("leave_unsafe") and self.data.get("unsafe_named") == named):
            todo = f"{what_to_do(self.office)}. Tick if you leave it as it is"
            self.add_error("leave_unsafe", f"The answers say that this is not safe: {named}. {todo}")

    def _say_problem(self, problem: Reason, at: int) -> None:
        """At the field of this thing; what another thing asks is said there."""
        code = (problem.field or "").removeprefix("answers.")
        name = self._name(code, at)
        if name in self.fields and name not in self.errors and self._is_asked_by(code, at):
            self.add_error(name, say(problem.code, **dict(problem.params)))

    def _is_asked_by(self, code: str, at: int) -> bool:
        return any(question.code == code for question in self.questions.of({self.tasks[at].product_code}))

    def _line_answers(self, cleaned: Mapping[str, Any]) -> dict[UUID, dict[str, str]]:
        """What was answered for one thing by itself, where several of its product ask the same."""
        found: dict[UUID, dict[str, str]] = {}
        for code, places in self.asking.items():
            for at in places if len(places) > 1 else ():
                line_id, said = self.tasks[at].line_id, cleaned.get(self._name(code, at))
                if line_id and said:
                    found.setdefault(line_id, {})[code] = str(said)
        return found

    def done_tasks(self, cleaned: Mapping[str, Any]) -> set[UUID]:
        """The tasks that something was scanned, counted or done for."""
        done = set(self._scanned())
        done |= {task.id for at, task in enumerate(self.tasks) if any(cleaned.get(f"{by}_{at}") for by in DONE_BY)}
        return done | examined_tasks(cleaned, self.tasks)

    def call_options(self) -> Mapping[str, Any]:
        """What the call says besides the report: nothing, as the crew records as it happens."""
        return {}

    def to_request(self) -> DoorReport:
        """The report, as it is recorded."""
        cleaned = self.cleaned_data
        done = self.done_tasks(cleaned)
        counted = [(task, cleaned[f"count_{at}"]) for at, task in enumerate(self.tasks) if cleaned.get(f"count_{at}")]
        signed = cleaned.get("signature")
        return DoorReport(
            visit_id=self.visit_id,
            handed_over=(
                *self.check.handed_over,
                *(HandedOver(line_id=task.line_id, quantity=n) for task, n in counted if task.line_id),
            ),
            taken_away=(
                *self.check.taken_away,
                *(TakenAway(loan_id=task.loan_id, quantity=n) for task, n in counted if not task.line_id),
            ),
            undone=tuple(self._undone(done)),
            seen_to=tuple(read_seen_to(cleaned, self.tasks)),
            examined=tuple(read_examined(cleaned, self.tasks)),
            received=Received(
                received_by=cleaned.get("received_by") or "",
                relationship=cleaned.get("relationship") or "",
                demonstrated=whether_shown(cleaned),
                demonstrated_note=cleaned.get("demonstrated_note") or "",
                signed_name=signed.name if isinstance(signed, Signature) else "",
            ),
            files=self.pictures.files,
            answers={code: text for code, text in answers_in(cleaned).items() if text},
            line_answers=self._line_answers(cleaned),
            note=cleaned.get("note") or "",
            statement=statement_of(cleaned),
            other_day=bool(cleaned.get("other_day")),
            scans_seen=tuple(codes_from(cleaned.get("scanned") or "")),
            joint=self.joint_time(),
        )

    def _undone(self, done: set[UUID]) -> Iterable[LeftUndone]:
        for at, task in enumerate(self.tasks):
            reason = self.cleaned_data.get(f"left_{at}") or ""
            part = task.tracking == "counted" and 0 < self._count(self.cleaned_data, at) < task.quantity
            if task.outcome is Outcome.OPEN and (part or task.id not in done) and reason:
                yield LeftUndone(task.id, outcome_for(task.kind, reason), reason)
