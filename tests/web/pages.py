"""Clients signed in as the county's own staff.
Refuses nothing."""

from io import BytesIO

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from handrail.simulation.set_up import County


def signed_in(county: County, key: str) -> Client:
    """A client in which this member of staff is signed in."""
    client = Client()
    user = get_user_model().objects.get(pk=county.users[key])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def photo(size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    """A small photo as a phone sends it."""
    made = BytesIO()
    Image.new("RGB", size, "green").save(made, "JPEG")
    return SimpleUploadedFile("door.jpg", made.getvalue(), "image/jpeg")
