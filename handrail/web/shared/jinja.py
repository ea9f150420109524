"""The Jinja environment of every page: where templates are found, what they may call, how values are shown.
Refuses HTML in Python: a template is the only place where markup is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from handrail import wording
from handrail.web.shared import assets, sign_in
from handrail.wording.shown import FILTERS

SHARED = Path(__file__).parent
WEB = SHARED.parent


class Components:
    """Every component as `ui.name(...)`, with no import line in a page: `components/name.jinja` holds macro `name`."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., str]:
        """The macro of that name. Raises TemplateNotFound when there is no such component."""
        module = self._environment.get_template(f"components/{name}.jinja").module
        macro: Callable[..., str] = getattr(module, name)
        return macro


def template_folders() -> list[Path]:
    """The shared templates first, then those of each audience: `web/<audience>/templates/<audience>/<page>.html`."""
    audiences = sorted(folder for folder in WEB.glob("*/templates") if folder.parent != SHARED)
    return [SHARED / "templates", SHARED, *audiences]


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Made once by Django's Jinja2 backend. ChainableUndefined and the second loader are what the NHS macros need."""
    options["loader"] = ChoiceLoader([FileSystemLoader(template_folders()), PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - Django's backend turns autoescape on
    made.filters.update(FILTERS, json_script=json_script)
    made.globals.update(
        assets=assets.ASSETS,
        demo_users_offered=sign_in.demo_users_offered,
        say=wording.say,
        sign_in_providers=sign_in.sign_in_providers,
        static=static,
        tag_of=wording.tag_of,
        ui=Components(made),
        url=url,
    )
    return made
