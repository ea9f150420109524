"""The fields of every form, each of which writes itself: `{{ form.name.render() }}`.
Refuses anything a page could not show without JavaScript."""

from handrail.web.shared.fields.choices import (
    CheckboxesField,
    Choice,
    RadiosField,
    SelectField,
    TickField,
    YesNoField,
)
from handrail.web.shared.fields.dates import DateField, TimeField
from handrail.web.shared.fields.files import DRAWN_BY_WHOM, FileField, KeptPhoto, PhotoField, Signature, SignatureField
from handrail.web.shared.fields.numbers import DecimalField, MoneyField, NumberField
from handrail.web.shared.fields.text import (
    CodeField,
    EmailField,
    HiddenField,
    NhsNumberField,
    PasswordField,
    PhoneField,
    PostcodeField,
    SearchField,
    TextAreaField,
    TextField,
    UuidField,
)

__all__ = [
    "DRAWN_BY_WHOM",
    "CheckboxesField",
    "Choice",
    "CodeField",
    "DateField",
    "DecimalField",
    "EmailField",
    "FileField",
    "HiddenField",
    "KeptPhoto",
    "MoneyField",
    "NhsNumberField",
    "NumberField",
    "PasswordField",
    "PhoneField",
    "PhotoField",
    "PostcodeField",
    "RadiosField",
    "SearchField",
    "SelectField",
    "Signature",
    "SignatureField",
    "TextAreaField",
    "TextField",
    "TickField",
    "TimeField",
    "UuidField",
    "YesNoField",
]
