"""A wrong setting stops the start with one clear sentence."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from handrail.config import environment
from handrail.config.environment import SettingError
from handrail.config.home import CHECKOUT, demo_marks, local_secrets


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDRAIL_HOME", str(tmp_path))
    return tmp_path


def _settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, Any]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(CHECKOUT / "handrail/config/settings.py"))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty', but must be a whole number."),
        ({"PORT": "70000"}, "PORT is 70000, but must be from 1 to 65535."),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps', but must be yes or no."),
        ({"HANDRAIL_DATABASE_ROLE": "king"}, "HANDRAIL_DATABASE_ROLE is 'king', but must be app or owner."),
        ({"DATABASE_URL": "postgresql://app@db/x"}, "SECRET_KEY is not set"),
        ({"DATABASE_URL": "not an address", "SECRET_KEY": "x"}, "DATABASE_URL is not a PostgreSQL address"),
        ({"DATABASE_URL": "postgresql://app@db", "SECRET_KEY": "x"}, "DATABASE_URL names no database"),
        (
            {
                "DATABASE_URL": "not an address",
                "DATABASE_OWNER_URL": "postgresql://owner@db/x",
                "SECRET_KEY": "x",
                "HANDRAIL_DATABASE_ROLE": "owner",
            },
            "DATABASE_URL is not a PostgreSQL address",
        ),
        ({"DATABASE_OWNER_URL": "postgresql://owner@db/x"}, "DATABASE_OWNER_URL is set without DATABASE_URL"),
        ({"DEMO_MODE": "yes", "HOST": "0.0.0.0"}, "does not start on 0.0.0.0"),
        ({"DEMO_MODE": "yes", "HOST": "handrail.example"}, "does not start on handrail.example"),
        ({"SECRET_KEY_FILE": "/no/such/file"}, "SECRET_KEY_FILE names /no/such/file, which cannot be read"),
        ({"OIDC_SERVER_URL": "https://login.example/realm"}, "OIDC_CLIENT_ID is not set"),
    ],
)
def test_a_wrong_value_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingError) as refused:
        _settings(monkeypatch, **values)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")


def test_the_owner_s_role_needs_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"DATABASE_URL": "postgresql://app@db/x", "SECRET_KEY": "x", "HANDRAIL_DATABASE_ROLE": "owner"}
    with pytest.raises(SettingError, match="DATABASE_OWNER_URL is not set"):
        _settings(monkeypatch, **values)


def test_the_demo_may_be_public_when_someone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _settings(monkeypatch, DEMO_MODE="yes", HOST="0.0.0.0", HANDRAIL_DEMO_PUBLIC="yes")
    assert made["DEMO_MODE"] is True


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_the_demo_starts_on_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert _settings(monkeypatch, DEMO_MODE="yes", HOST=host)["DEMO_MODE"] is True


def test_a_home_that_holds_the_demo_county_is_a_demo_for_every_command(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    assert _settings(monkeypatch)["DEMO_MODE"] is False
    (home / "demo.loaded").touch()
    assert _settings(monkeypatch)["DEMO_MODE"] is True
    with pytest.raises(SettingError, match="does not start on"):
        _settings(monkeypatch, HOST="0.0.0.0")
    assert _settings(monkeypatch, DEMO_MODE="no")["DEMO_MODE"] is False


def test_a_demo_in_the_home_makes_no_demo_of_another_database(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    service = {"DATABASE_URL": "postgresql://app@elsewhere/service", "SECRET_KEY": "k" * 50}
    (home / "demo.loaded").touch()
    assert _settings(monkeypatch, **service)["DEMO_MODE"] is False
    demo_marks(home, service["DATABASE_URL"])[1].touch()
    assert _settings(monkeypatch, **service)["DEMO_MODE"] is True


def test_a_site_for_others_insists_on_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _settings(monkeypatch, HOST="0.0.0.0")
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert made[name] is True, name
    assert made["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_another_database_is_reached_as_its_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    password = "secret"
    address = f"postgresql://ces:{password}@db.example:6432/county?sslmode=verify-full"
    database = _settings(monkeypatch, DATABASE_URL=address, SECRET_KEY="x")["DATABASES"]["default"]
    wanted = {"NAME": "county", "USER": "ces", "PASSWORD": password, "HOST": "db.example", "PORT": "6432"}
    assert {name: database[name] for name in wanted} == wanted
    assert database["OPTIONS"]["sslmode"] == "verify-full"


def test_migrations_do_not_wait_long_for_a_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    options = _settings(monkeypatch, HANDRAIL_DATABASE_ROLE="owner")["DATABASES"]["default"]["OPTIONS"]
    assert "lock_timeout" in options["options"]
    assert "pool" not in options


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    assert _settings(monkeypatch, SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == "from the file"


def test_sign_in_at_a_provider_may_leave_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"OIDC_SERVER_URL": "https://login.example/realm", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
    made = _settings(monkeypatch, **values)
    assert "https://login.example" in made["SECURE_CSP"]["form-action"]
    assert made["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]["client_id"] == "a"


def test_local_secrets_are_made_once_and_for_the_owner_alone(home: Path) -> None:
    made = local_secrets(home)
    assert local_secrets(home) == made
    assert (home / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert len({made.app, made.owner, made.superuser, made.secret_key}) == 4


def test_broken_local_secrets_say_what_to_do(home: Path) -> None:
    (home / "secrets.json").write_text("{")
    with pytest.raises(SettingError, match="make demo-reset"):
        local_secrets(home)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingError, match="cannot be made"):
        local_secrets(tmp_path / "file" / "home")


def test_words_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMES", " a.example, ,b.example ")
    assert environment.words("NAMES") == ["a.example", "b.example"]
