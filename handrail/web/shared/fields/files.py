"""Fields that take files: documents, photos, and a signature drawn or typed.
Refuses what is too large and what is not what its name says, before anything is kept."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

from handrail.core.text_guard import clean_line
from handrail.web.shared.fields.base import HandrailField, WrittenField

MEGABYTE = 1024 * 1024
PNG_START = b"\x89PNG\r\n\x1a\n"
LONGEST_DRAWING = 400_000
MOST_PHOTO_MEGABYTES = 10
MOST_PIXELS = 60_000_000


class FileField(HandrailField):
    """A file. `endings` are the allowed ends of its name, `most_megabytes` its size. Gives Django's UploadedFile."""

    template: ClassVar[str] = "file"
    verb: ClassVar[str] = "Choose"

    def __init__(
        self,
        label: str,
        *,
        endings: Sequence[str] = (),
        most_megabytes: int = 10,
        accept: str = "",
        capture: bool = False,
        **base: Any,
    ) -> None:
        super().__init__(label, **{"widget": forms.FileInput(), **base})
        self.endings = tuple(ending.lower() for ending in endings)
        self.most_megabytes = most_megabytes
        self.accept = accept or ",".join(self.endings)
        self.capture = capture

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        return {"accept": self.accept, "capture": self.capture}

    def shown(self, value: Any) -> str:
        return ""

    def to_python(self, value: Any) -> "UploadedFile[Any] | None":
        """The file. Refuses an empty one, a large one and a wrong ending."""
        if not isinstance(value, UploadedFile):
            return None
        size, name = value.size or 0, value.name or ""
        if size == 0:
            raise self.fail(f"{self.label}: the file is empty")
        if size > self.most_megabytes * MEGABYTE:
            # Rounded up: what is too much never looks like what is allowed.
            raise self.fail(
                f"{self.label}: the file is {-(-size // MEGABYTE)} MB. The most is {self.most_megabytes} MB"
            )
        if self.endings and not name.lower().endswith(self.endings):
            raise self.fail(f"{self.label}: the file's name must end in {' or '.join(self.endings)}")
        return value


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo that was received with an earlier sending of the same page: the name of its file, and what finds it."""

    name: str
    sha256: str

    def carried(self) -> str:
        """What the page carries of it: signed, so that nobody names the picture of another home."""
        return signing.dumps([self.name[-80:], self.sha256], salt=_KEPT_PHOTO)


_KEPT_PHOTO = "handrail.photo"


class PhotoInput(forms.FileInput):
    """Reads the file that was chosen; where none was, the photo that was received before and not taken out."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return chosen or ("" if data.get(f"{name}-out") else str(data.get(f"{name}-kept") or ""))


class PhotoField(FileField):
    """A photo, taken with the phone or chosen. Its content decides, not its name: a text file named .jpg is refused.
    Gives Django's UploadedFile, or a KeptPhoto where the page was sent before."""

    template: ClassVar[str] = "photo"
    again: ClassVar[str] = "This photo was not kept. Choose it again"
    verb: ClassVar[str] = "Add"
    kinds: ClassVar[frozenset[str]] = frozenset({"JPEG", "PNG", "WEBP"})

    def __init__(self, label: str = "Photo", **base: Any) -> None:
        shared = {
            "accept": "image/jpeg,image/png,image/webp",
            "capture": True,
            "most_megabytes": MOST_PHOTO_MEGABYTES,
            "widget": PhotoInput(),
        }
        super().__init__(label, **{**shared, **base})
        self.kept: KeptPhoto | None = None

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        return {
            **super().template_options(bound),
            "kept": self.kept,
            "carried": self.kept.carried() if self.kept else "",
        }

    def to_python(self, value: Any) -> Any:
        """The file, once it has been opened as a picture and its size in pixels is sane; or the one kept before."""
        if isinstance(value, str) and value:
            try:
                return KeptPhoto(*signing.loads(value, salt=_KEPT_PHOTO))
            except signing.BadSignature as error:
                raise self.fail(self.again) from error
        file = super().to_python(value)
        if file is None:
            return None
        try:
            with Image.open(file, formats=sorted(self.kinds)) as picture:
                kind, pixels = picture.format, picture.width * picture.height
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            message = f"{self.label}: this file is not a photo that can be opened. Use JPEG, PNG or WebP"
            raise self.fail(message) from error
        if kind not in self.kinds or pixels > MOST_PIXELS:
            raise self.fail(f"{self.label} must be a JPEG, PNG or WebP picture of 60 million pixels or fewer")
        file.seek(0)
        return file


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, by typed name, and the drawing as a PNG where one was made."""

    name: str
    drawing: bytes | None = None


class SignatureInput(forms.TextInput):
    """Reads the two parts: the typed name and, from a page with JavaScript, the drawing."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str]:
        return str(data.get(name) or ""), str(data.get(f"{name}-drawing") or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data


DRAWN_BY_WHOM = "Enter the name of whoever drew the signature"


class SignatureField(HandrailField):
    """A signature: the name typed (always) and drawn with a finger (where JavaScript runs). Gives a Signature.

    `named_elsewhere`: the form knows whose a drawing without a name is, and names it."""

    template: ClassVar[str] = "signature"

    def __init__(
        self, label: str = "Name of the person who signs", *, named_elsewhere: bool = False, **base: Any
    ) -> None:
        super().__init__(label, **{"widget": SignatureInput(), **base})
        self.named_elsewhere = named_elsewhere

    def shown(self, value: Any) -> str:
        return value[0] if isinstance(value, tuple) else getattr(value, "name", "") or ""

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        """The drawing as it was sent, so that a page with a problem does not lose it; one that cannot be read is."""
        value = bound.value()
        drawn = value[1] if isinstance(value, tuple) else ""
        try:
            return {"drawing": drawn if self.drawing_of(drawn) else ""}
        except ValidationError:
            return {"drawing": ""}

    def to_python(self, value: Any) -> Signature | None:
        """The signature. Refuses a drawing that is no PNG or is far larger than the canvas makes."""
        if isinstance(value, Signature) or value is None:
            return value
        typed, drawn = value
        name = clean_line(typed)
        if not name and drawn and not self.named_elsewhere:
            raise self.fail(DRAWN_BY_WHOM)
        if not name and not drawn:
            return None
        if len(name) > 120:
            raise self.fail(f"{self.label} must be 120 characters or fewer. You typed {len(name)}")
        return Signature(name, self.drawing_of(drawn))

    def drawing_of(self, drawn: str) -> bytes | None:
        """The drawing's bytes, or None where nothing was drawn."""
        if not drawn:
            return None
        unreadable = self.fail("The drawing could not be read. Clear it and sign again")
        start, _, packed = drawn.partition(",")
        if start != "data:image/png;base64" or len(packed) > LONGEST_DRAWING:
            raise unreadable
        try:
            drawing = base64.b64decode(packed, validate=True)
            with Image.open(BytesIO(drawing), formats=["PNG"]) as picture:
                picture.verify()
        except (
            binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError
        ) as error:  # fmt: skip
            raise unreadable from error
        return drawing if drawing.startswith(PNG_START) else None
