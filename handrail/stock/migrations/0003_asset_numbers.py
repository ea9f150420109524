"""The numbers of new assets: a sequence for all, and a function that skips what a contract has used already."""

from django.db import migrations

from handrail.core import promises

_NUMBERS = """
    CREATE FUNCTION stock_new_asset_numbers(wanted int) RETURNS TABLE (number text) LANGUAGE plpgsql AS $body$
    DECLARE found int := 0; candidate text;
    BEGIN
        WHILE found < wanted LOOP
            candidate := 'A' || nextval('stock_asset_number');
            -- Numbers brought from an old provider may look like ours.
            IF NOT EXISTS (SELECT 1 FROM stock_asset a
                    WHERE a.contract_id = core_setting('app.contract_id')::uuid AND a.number = candidate) THEN
                found := found + 1;
                number := candidate;
                RETURN NEXT;
            END IF;
        END LOOP;
    END $body$;
"""


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_promises")]

    operations = [
        promises.sql("CREATE SEQUENCE stock_asset_number START 200001", "DROP SEQUENCE stock_asset_number"),
        promises.sql(_NUMBERS, "DROP FUNCTION stock_new_asset_numbers(int)"),
    ]
