"""Keeps the pictures of a posted form in the file store, before the use case that names them.
Refuses a picture at its field; a file that no record names in the end is only a few bytes on disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from handrail.adapters.file_store import MOST_BYTES, KeptFile, PhotoProblem, keep_drawing, keep_photo, kept_file
from handrail.visits.codes import AttachmentKind
from handrail.visits.rules.plans import StoredFile
from handrail.web.shared.fields import KeptPhoto, PhotoField, Signature
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say


@dataclass(frozen=True, slots=True)
class Pictures:
    """What was kept."""

    files: tuple[StoredFile, ...] = ()


def kept_pictures(form: HandrailForm, root: str | Path, *, photos: Iterable[str] = (), signature: str = "") -> Pictures:
    """Keep the photos and the drawn signature of a valid form; what cannot be kept becomes an error of its field."""
    found: list[StoredFile] = []
    for name in photos:
        file = form.cleaned_data.get(name)
        if isinstance(file, UploadedFile):
            kept = keep_photo(Path(root), file.read(), most_bytes=MOST_BYTES)
            _add(form, name, kept, AttachmentKind.PHOTO, found)
        elif isinstance(file, KeptPhoto):
            _add(form, name, kept_file(Path(root), file.sha256), AttachmentKind.PHOTO, found)
    signed = form.cleaned_data.get(signature) if signature else None
    if isinstance(signed, Signature) and signed.drawing:
        _add(form, signature, keep_drawing(Path(root), signed.drawing), AttachmentKind.SIGNATURE, found)
    return Pictures(tuple(found))


def _add(
    form: HandrailForm, name: str, kept: KeptFile | PhotoProblem | None, kind: AttachmentKind, found: list[StoredFile]
) -> None:
    if isinstance(kept, PhotoProblem):
        form.add_error(name, say(kept))
    elif kept is None:
        form.add_error(name, PhotoField.again)
    else:
        found.append(StoredFile(kind.value, kept.media_type, kept.size_bytes, kept.sha256))


def carry_photos(form: HandrailForm, root: str | Path, posted: Mapping[str, Any], files: Mapping[str, Any]) -> None:
    """Keep the photos that came with a page which is shown once more: no browser sends a chosen file twice. What could
    not be read is said at its field, or was already."""
    for name, field in form.fields.items():
        if not isinstance(field, PhotoField):
            continue
        try:
            field.kept = _received(field, Path(root), field.widget.value_from_datadict(posted, files, name))
        except ValidationError:
            if not form.is_bound:
                field.help_text = PhotoField.again


def _received(field: PhotoField, root: Path, value: Any) -> KeptPhoto | None:
    """The photo as it is kept, whether it came now or before. Raises `ValidationError` where it cannot be."""
    if isinstance(value, UploadedFile):
        value.seek(0)
    file: UploadedFile[Any] | KeptPhoto | None = field.to_python(value)
    if not isinstance(file, UploadedFile):
        return file
    kept = keep_photo(root, file.read(), most_bytes=MOST_BYTES)
    if isinstance(kept, PhotoProblem):
        raise ValidationError(say(kept))
    return KeptPhoto(file.name or "Photo", kept.sha256)
