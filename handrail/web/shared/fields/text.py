"""Fields that are typed as text: names, notes, numbers of people and places, telephones.
Refuses what cannot be read; whether it exists or is allowed is for the use case to say."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal
from uuid import UUID

from django import forms
from django.conf import settings

from handrail.core.emails import is_email
from handrail.core.nhs_number import NhsNumberProblem, check_nhs_number
from handrail.core.postcodes import PostcodeProblem, check_postcode
from handrail.core.scan_codes import clean_code
from handrail.core.text_guard import clean_line, clean_lines
from handrail.web.shared.fields.base import HandrailField, WrittenField
from handrail.wording import say
from handrail.wording.shown import nhs_number

type InputWidth = Literal["", "2", "3", "4", "5", "10", "20", "30"]


class TextField(HandrailField):
    """One line of text. Spaces at the ends are taken off; longer than `longest` is refused with both numbers."""

    def __init__(
        self,
        label: str,
        *,
        longest: int = 200,
        width: InputWidth = "",
        autocomplete: str = "off",
        inputmode: str = "",
        prefix: str = "",
        suffix: str = "",
        spellcheck: bool = False,
        **base: Any,
    ) -> None:
        super().__init__(label, **base)
        self.longest = longest
        self.look = {
            "width": width,
            "autocomplete": autocomplete,
            "inputmode": inputmode,
            "prefix": prefix,
            "suffix": suffix,
            "spellcheck": spellcheck,
            "type": "text",
        }

    def to_python(self, value: Any) -> Any:
        """The text without spaces round it."""
        text = "" if value is None else self.clean_text(str(value))
        if len(text) > self.longest:
            raise self.fail(f"{self.label} must be {self.longest} characters or fewer. You typed {len(text)}")
        return self.read(text) if text else self.nothing()

    def clean_text(self, text: str) -> str:
        """The text without what nobody can see."""
        return clean_line(text)

    def read(self, text: str) -> Any:
        """What the text means."""
        return text

    def nothing(self) -> Any:
        """What an empty field means."""
        return ""

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        return self.look


class CodeField(TextField):
    """A code as a scanner or camera gives it: GS1 codes hold a control character that matters."""

    def clean_text(self, text: str) -> str:
        """The code without what nobody can see, but for its separators."""
        return clean_code(text)


class TextAreaField(TextField):
    """Several lines of text."""

    template: ClassVar[str] = "textarea"

    def __init__(self, label: str, *, rows: int = 4, longest: int = 2000, **base: Any) -> None:
        super().__init__(label, longest=longest, **base)
        self.look["rows"] = str(rows)
        self.look["spellcheck"] = True

    def clean_text(self, text: str) -> str:
        """The text with plain line ends; a browser sends two characters for each."""
        return clean_lines(text)


class SearchField(TextField):
    """Words to look for, in a filter above a list."""

    template: ClassVar[str] = "text"

    def __init__(self, label: str, **base: Any) -> None:
        super().__init__(label, **{"required": False, "says_optional": False, **base})
        self.look["type"] = "search"


class EmailField(TextField):
    """An e-mail address."""

    def __init__(self, label: str = "Email address", **base: Any) -> None:
        super().__init__(label, **{"longest": 254, "autocomplete": "email", **base})
        self.look["type"] = "email"

    def read(self, text: str) -> str:
        """The address. Refuses what has not the form of one."""
        if not is_email(text):
            raise self.fail(f"{self.label} must look like name@example.com")
        return text


class PasswordField(TextField):
    """A password; it is never shown again, and its spaces are kept."""

    template: ClassVar[str] = "password"

    def __init__(self, label: str = "Password", **base: Any) -> None:
        super().__init__(label, **{"longest": 200, "autocomplete": "current-password", **base})

    def to_python(self, value: Any) -> str:
        return "" if value is None else str(value)

    def shown(self, value: Any) -> str:
        return ""


# What begins with 07 is a mobile phone's, which all have as many.
MOBILE_LENGTH = 11


class PhoneField(TextField):
    """A telephone number of the United Kingdom or, with its +, of anywhere. Gives "+441632960001"."""

    def __init__(self, label: str = "Phone number", **base: Any) -> None:
        super().__init__(label, **{"longest": 30, "width": "20", "inputmode": "tel", **base})
        self.look["type"] = "tel"

    def read(self, text: str) -> str:
        """The number in its international form. Refuses letters and impossible lengths."""
        plain = re.sub(r"[\s().-]", "", text)
        if plain.startswith("00"):
            plain = "+" + plain[2:]
        if not re.fullmatch(r"\+?\d+", plain):
            raise self.fail(f"{self.label} must be numbers only, like 01632 960 001")
        if plain.startswith("+44"):
            plain = "0" + plain[3:].removeprefix("0")
        if plain.startswith("0") and len(plain) not in (10, 11):
            raise self.fail(f"{self.label} must have 10 or 11 numbers. You typed {len(plain)}")
        if plain.startswith("07") and len(plain) != MOBILE_LENGTH:
            raise self.fail(f"{self.label} must have 11 numbers where it begins with 07. You typed {len(plain)}")
        if plain.startswith("0"):
            return "+44" + plain[1:]
        if not plain.startswith("+"):
            raise self.fail(f"{self.label} must start with 0, or with + and a country code")
        if not 8 <= len(plain) <= 16:
            raise self.fail(f"{self.label} must have 7 to 15 numbers after the +")
        return plain


class NhsNumberField(TextField):
    """An NHS number, typed with or without spaces. Gives its ten digits; demo mode takes test numbers only."""

    def __init__(self, label: str = "NHS number", **base: Any) -> None:
        shared = {"longest": 30, "width": "10", "inputmode": "numeric", "hint": "10 numbers, like 999 123 4551", **base}
        super().__init__(label, **shared)

    def read(self, text: str) -> str:
        """The digits. Refuses a wrong check digit and, in demo mode, a number that could be a real person's."""
        match check_nhs_number(text, allow_test=settings.DEMO_MODE, only_test=settings.DEMO_MODE):
            case NhsNumberProblem() as problem:
                raise self.fail(say(problem, field=self.label))
            case number:
                return number.digits

    def shown(self, value: Any) -> str:
        return nhs_number(str(value or ""))


class PostcodeField(TextField):
    """A postcode that could exist, as "ME10 2AB". Whether it is known is asked by the page, never refused here."""

    def __init__(self, label: str = "Postcode", **base: Any) -> None:
        super().__init__(label, **{"longest": 20, "width": "10", "autocomplete": "off", **base})

    def read(self, text: str) -> str:
        """The postcode in capitals with its space. Refuses what no postcode can be."""
        match check_postcode(text):
            case PostcodeProblem() as problem:
                raise self.fail(say(problem, field=self.label))
            case postcode:
                return str(postcode)


class UuidField(HandrailField):
    """A hidden id. What is not one is refused as if the field were missing: no user ever types it."""

    template: ClassVar[str] = "hidden"

    def __init__(self, label: str, **base: Any) -> None:
        super().__init__(label, **{"widget": forms.HiddenInput(), **base})

    def to_python(self, value: Any) -> UUID | None:
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, UUID) else UUID(str(value))
        except ValueError as error:
            raise self.fail(str(self.error_messages["required"])) from error


class HiddenField(HandrailField):
    """A hidden short text, carried from page to page."""

    template: ClassVar[str] = "hidden"

    def __init__(self, label: str = "", *, longest: int = 200, **base: Any) -> None:
        super().__init__(label, **{"widget": forms.HiddenInput(), "required": False, **base})
        self.longest = longest

    def to_python(self, value: Any) -> str:
        text = "" if value is None else clean_line(str(value))
        if len(text) > self.longest:
            raise self.fail("This page could not be read. Open it again and send it once more")
        return text
