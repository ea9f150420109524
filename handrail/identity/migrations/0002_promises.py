"""What holds for users' posts and authorities.

`identity_user` itself is written by the sign-in library (password, last factor), so it needs no audit row there;
the adapter in `web` writes one for each sign-in event."""

from django.db import migrations

from handrail.core import promises
from handrail.core.moves import steps
from handrail.identity.states import INITIAL, MOVES, AccountState


def machine() -> str:
    """The move table of a user's account under a contract."""
    return promises.state_machine(
        table="identity_post",
        history="identity_posthistory",
        codes=AccountState,
        starts=INITIAL,
        steps=steps(MOVES),
    )


# What a token may do is said once: it is taken once and switched off once, and nothing else of it changes.
KEEP_TOKENS = """
    CREATE FUNCTION identity_keep_token() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF to_jsonb(NEW) - ARRAY['token_hash', 'taken_at', 'revoked_at']
                    IS DISTINCT FROM to_jsonb(OLD) - ARRAY['token_hash', 'taken_at', 'revoked_at']
                OR (OLD.token_hash IS NOT NULL AND NEW.token_hash IS DISTINCT FROM OLD.token_hash)
                OR (OLD.taken_at IS NOT NULL AND NEW.taken_at IS DISTINCT FROM OLD.taken_at)
                OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
            RAISE EXCEPTION 'promise 7: token % stays as it was offered', OLD.id USING ERRCODE = 'HR001';
        END IF;
        RETURN NEW;
    END $body$;
    CREATE TRIGGER keep_token BEFORE UPDATE ON identity_apitoken
        FOR EACH ROW EXECUTE FUNCTION identity_keep_token();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("partners", "0002_promises")]

    operations = [
        promises.sql("CREATE UNIQUE INDEX one_user_per_email ON identity_user (lower(email))"),
        promises.run(machine),
        promises.sql(
            """
            CREATE UNLOGGED TABLE identity_apiuse (
                token_id uuid PRIMARY KEY REFERENCES identity_apitoken (id),
                minute bigint NOT NULL, calls integer NOT NULL
            )
            """,
            "DROP TABLE identity_apiuse",
        ),
        promises.sql(KEEP_TOKENS, "DROP FUNCTION identity_keep_token() CASCADE"),
        promises.sql(promises.one_at_a_time("identity_authority", "job_category")),
        *promises.contract_promises("identity", personal=False),
        promises.run(lambda: promises.no_delete("identity_user")),
    ]
