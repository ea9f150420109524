"""How people are found in spite of typing errors: the keys of names, which of them are near, and who has them.
Refuses to look beyond the transaction's contract and reach: each function repeats the bounds of the policy."""

# A record that was joined to another is read through it; records form a tree, whose root is the one that is shown.
RECORDS = """
    CREATE FUNCTION people_root(person uuid) RETURNS uuid LANGUAGE sql STABLE COST 10000 AS $$
        WITH RECURSIVE up (id, above) AS (
            SELECT p.id, p.joined_into_id FROM people_person p WHERE p.id = person
            UNION ALL SELECT p.id, p.joined_into_id FROM up JOIN people_person p ON p.id = up.above
        ) SELECT id FROM up WHERE above IS NULL
    $$;

    CREATE FUNCTION people_records(person uuid) RETURNS uuid[] LANGUAGE sql STABLE COST 10000 AS $$
        WITH RECURSIVE down (id) AS (
            SELECT people_root(person)
            UNION ALL SELECT p.id FROM down JOIN people_person p ON p.joined_into_id = down.id
        ) SELECT coalesce(array_agg(id), '{}') FROM down WHERE id IS NOT NULL
    $$;
"""

# The names of a county are few beside its people. What is typed is compared with the names alone, and the people are
# then found by whole keys, which an index answers without comparing anything. A trigger keeps the names, so that no
# way of writing a person can leave one out; the keys are written in order, so that two writers do not deadlock.
SEARCH_INDEX = """
    CREATE FUNCTION people_keys(search_text text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$ SELECT string_to_array(search_text, ' ') $$;
    CREATE INDEX person_search ON people_person USING gin (people_keys(search_text)) WITH (fastupdate = off)
        WHERE joined_into_id IS NULL;

    CREATE TABLE people_namekey (
        contract_id uuid NOT NULL, key text COLLATE "C" NOT NULL, PRIMARY KEY (contract_id, key)
    );
    CREATE INDEX namekey_near ON people_namekey USING gin (key gin_trgm_ops);

    CREATE FUNCTION people_keep_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    BEGIN
        INSERT INTO people_namekey (contract_id, key)
            SELECT DISTINCT p.contract_id, k.key COLLATE "C"
            FROM written p CROSS JOIN LATERAL unnest(people_keys(p.search_text)) k (key)
            WHERE k.key <> '' AND k.key !~ '[0-9]'
            AND NOT EXISTS (SELECT 1 FROM people_namekey n
                WHERE n.contract_id = p.contract_id AND n.key = k.key COLLATE "C")
            ORDER BY 1, 2
            ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $body$;
    CREATE TRIGGER keep_names_added AFTER INSERT ON people_person REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
    CREATE TRIGGER keep_names_changed AFTER UPDATE ON people_person REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION people_keep_names();
"""

# Row security keeps operators that could leak from the indexes, so an ordinary search would read every row of the
# contract. These functions run as the owner, whom the policies below let read, and repeat the bounds.
#
# Readings from the strictest to the loosest, as long as there is room: whole keys; beginnings of keys (three letters
# or more; fewer would find everybody); the nearest keys; keys that are farther off. Last, where nobody was found, what
# was given beside the names is left out, and then the names. What one reading looks at is bounded: a name that
# thousands have needs something beside it. Scores: 5 by record number, then downwards; within a reading by nearness.
SEARCH_FUNCTION = """
    REVOKE ALL ON people_namekey FROM "{role}";
    CREATE POLICY search_by_owner ON people_person FOR SELECT TO CURRENT_USER USING (true);
    CREATE POLICY search_by_owner ON people_reach FOR SELECT TO CURRENT_USER USING (true);
    CREATE POLICY search_by_owner ON people_address FOR SELECT TO CURRENT_USER USING (true);

    CREATE FUNCTION people_within_reach(person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT core_setting('app.reach') = 'ALL' OR (core_setting('app.reach') = 'OWN' AND EXISTS (
            SELECT 1 FROM people_reach r WHERE r.person_id = person
            AND r.partner_id = core_setting('app.partner_id')::uuid))
    $$;

    CREATE FUNCTION people_near_names(word text, swaps text[], OUT begun text[], OUT near text[], OUT far text[],
        OUT weights real[]) LANGUAGE sql STABLE AS $$
        WITH candidates AS (
            SELECT n.key FROM people_namekey n
                WHERE n.contract_id = core_setting('app.contract_id')::uuid AND n.key % word
            UNION SELECT n.key FROM people_namekey n
                WHERE n.contract_id = core_setting('app.contract_id')::uuid AND n.key = ANY (swaps)
            UNION (SELECT n.key FROM people_namekey n
                WHERE n.contract_id = core_setting('app.contract_id')::uuid AND length(word) > 2
                AND n.key >= word AND n.key < word || chr(1114109) LIMIT 500)
        ), found AS (
            SELECT c.key, CASE WHEN c.key = word THEN 1.0 WHEN length(word) > 2 AND starts_with(c.key, word) THEN 0.9
                WHEN c.key = ANY (swaps) THEN 0.8 ELSE 0.8 * similarity(c.key, word) END::real AS weight
            FROM candidates c ORDER BY 2 DESC, c.key LIMIT 60
        ), numbered AS (SELECT f.*, row_number() OVER (ORDER BY f.weight DESC, f.key) AS n FROM found f)
        SELECT coalesce(array_agg(key) FILTER (WHERE weight >= 0.9), '{{}}') || word,
               coalesce(array_agg(key) FILTER (WHERE n <= 8), '{{}}') || word,
               coalesce(array_agg(key ORDER BY n), '{{}}'),
               coalesce(array_agg(weight ORDER BY n), '{{}}')
        FROM numbered
    $$;

    CREATE FUNCTION people_find(
        words text[], swaps text[], record bigint, exact text[], born date[], most int
    ) RETURNS TABLE (person_id uuid, score real) LANGUAGE plpgsql STABLE SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    DECLARE
        bounds text := format('p.joined_into_id IS NULL AND p.contract_id = %L AND people_within_reach(p.id)',
            core_setting('app.contract_id')::uuid);
        given text := concat_ws(' AND ',
            (SELECT string_agg(format('people_keys(p.search_text) && %L::text[]', string_to_array(any_of, '|')),
                ' AND ') FROM unnest(exact) any_of),
            CASE WHEN born <> '{{}}' THEN format('p.birth_on = ANY (%L::date[])', born) END);
        whole text := ''; begun text := ''; near text := ''; far text := ''; initials text := '';
        keys text[] := '{{}}'; weights real[] := '{{}}'; owners int[] := '{{}}';
        got uuid[] := '{{}}';
        reading text; level int := 5; names record; one record;
    BEGIN
        IF record IS NOT NULL THEN
            RETURN QUERY SELECT p.id, 5::real FROM people_person q JOIN people_person p ON p.id = people_root(q.id)
                WHERE q.contract_id = core_setting('app.contract_id')::uuid AND q.number = record
                AND people_within_reach(p.id);
            IF FOUND THEN RETURN; END IF;
        END IF;
        -- The first call loads the library that knows the setting; a role that is no superuser may not name it before.
        PERFORM similarity('', ''), set_config('pg_trgm.similarity_threshold', '0.25', true);
        FOR i IN 1..coalesce(array_length(words, 1), 0) LOOP
            IF length(words[i]) = 1 THEN
                initials := initials || format(' AND p.search_text LIKE %L', '% ' || words[i] || '%');
                CONTINUE;
            END IF;
            names := people_near_names(words[i], string_to_array(swaps[i], ','));
            whole := whole || format(' AND people_keys(p.search_text) && %L::text[]', ARRAY[words[i]]);
            begun := begun || format(' AND people_keys(p.search_text) && %L::text[]', names.begun);
            near := near || format(' AND people_keys(p.search_text) && %L::text[]', names.near);
            far := far || format(' AND people_keys(p.search_text) && %L::text[]', names.far);
            keys := keys || words[i] || names.far;
            weights := weights || 1::real || names.weights;
            owners := owners || array_fill(i, ARRAY[1 + coalesce(array_length(names.far, 1), 0)]);
        END LOOP;
        FOREACH reading IN ARRAY ARRAY[whole || initials, begun || initials, near || initials, far || initials] LOOP
            level := level - 1;
            CONTINUE WHEN whole = '' AND (level < 4 OR given = '');
            EXIT WHEN coalesce(array_length(got, 1), 0) >= most;
            FOR one IN EXECUTE people_reading(concat(' AND ' || nullif(given, ''), reading), bounds, got)
                    USING keys, weights, owners, most - coalesce(array_length(got, 1), 0) LOOP
                person_id := one.id; score := level + one.weight / 10; got := got || one.id;
                RETURN NEXT;
            END LOOP;
        END LOOP;
        IF got = '{{}}' AND whole <> '' AND given <> '' THEN
            FOREACH reading IN ARRAY ARRAY[whole, near, ' AND ' || given] LOOP
                FOR one IN EXECUTE people_reading(reading, bounds, got)
                        USING keys, weights, owners, most - coalesce(array_length(got, 1), 0) LOOP
                    person_id := one.id; score := one.weight / 10; got := got || one.id;
                    RETURN NEXT;
                END LOOP;
            END LOOP;
        END IF;
    END $body$;

    CREATE FUNCTION people_reading(condition text, bounds text, got uuid[]) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT format(
            'SELECT p.id, (SELECT coalesce(sum(m.best), 0)::real FROM (
                 SELECT max(k.weight) AS best FROM unnest($1, $2, $3) AS k (key, weight, owner)
                 WHERE k.key = ANY (people_keys(p.search_text)) GROUP BY k.owner) m) AS weight
             FROM (SELECT * FROM people_person p WHERE %s %s AND p.id <> ALL (%L) LIMIT 400) p
             ORDER BY 2 DESC, p.family_name, p.given_name, p.id LIMIT $4', bounds, condition, got)
    $$;

    -- Whom a record may be about already: who has the birth date, the postcode or the NHS number, those first whose
    -- names are near, and those of the same or the nearest names wherever they live: dates and numbers are mistyped.
    CREATE FUNCTION people_alike(words text[], swaps text[], place text[], nhs text[], born date[])
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    DECLARE
        contract uuid := core_setting('app.contract_id')::uuid;
        given record; family record;
    BEGIN
        -- As in people_find: the library knows its setting once it is called.
        PERFORM similarity('', ''), set_config('pg_trgm.similarity_threshold', '0.25', true);
        given := people_near_names(words[1], string_to_array(swaps[1], ','));
        family := people_near_names(words[2], string_to_array(swaps[2], ','));
        RETURN QUERY
            (SELECT p.id FROM people_person p WHERE p.contract_id = contract AND p.joined_into_id IS NULL
                AND p.birth_on = ANY (born) AND people_within_reach(p.id)
                ORDER BY {nearest} LIMIT 40)
            UNION
            (SELECT p.id FROM people_person p WHERE p.contract_id = contract AND p.joined_into_id IS NULL
                AND place <> '{{}}' AND people_keys(p.search_text) @> place AND people_within_reach(p.id)
                ORDER BY {nearest} LIMIT 40)
            UNION
            (SELECT p.id FROM people_person p WHERE p.contract_id = contract AND p.joined_into_id IS NULL
                AND nhs <> '{{}}' AND people_keys(p.search_text) @> nhs AND people_within_reach(p.id) LIMIT 5)
            UNION
            (SELECT p.id FROM people_person p WHERE p.contract_id = contract AND p.joined_into_id IS NULL
                AND words <> '{{}}' AND people_keys(p.search_text) @> words AND people_within_reach(p.id) LIMIT 40)
            UNION
            (SELECT p.id FROM (SELECT q.id, q.search_text FROM people_person q
                    WHERE q.contract_id = contract AND q.joined_into_id IS NULL
                    AND people_keys(q.search_text) && family.near
                    -- By the name, or where one of the two is an initial, by that.
                    AND (people_keys(q.search_text) && (given.near || left(words[1], 1))
                        OR length(words[1]) = 1 AND q.search_text LIKE '% ' || words[1] || '%')
                    AND people_within_reach(q.id) LIMIT 400) p
                ORDER BY {nearest} LIMIT 40);
    END $body$;

    CREATE FUNCTION people_known_elsewhere(nhs text)
    RETURNS TABLE (person_id uuid, given_name text, family_name text, birth_on date, records uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT p.id, p.given_name::text, p.family_name::text, p.birth_on, people_records(p.id) FROM people_person p
        WHERE p.contract_id = core_setting('app.contract_id')::uuid AND p.nhs_number = nhs AND nhs <> ''
        AND p.joined_into_id IS NULL AND core_setting('app.reach') = 'OWN' AND NOT people_within_reach(p.id)
    $$;

    -- Beyond the reach of a partner that sees its own: those with the birth date or the home's postcode, as in
    -- people_alike. Only what a comparison needs, and never for the asking partner's eyes: it is told what matches.
    CREATE FUNCTION people_alike_elsewhere(words text[], swaps text[], place text[], born date)
    RETURNS TABLE (person_id uuid, given_name text, family_name text, birth_on date, nhs_number text, postcode text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    DECLARE
        contract uuid := core_setting('app.contract_id')::uuid;
        given record; family record;
    BEGIN
        IF core_setting('app.reach') IS DISTINCT FROM 'OWN' THEN RETURN; END IF;
        PERFORM similarity('', ''), set_config('pg_trgm.similarity_threshold', '0.25', true);
        given := people_near_names(words[1], string_to_array(swaps[1], ','));
        family := people_near_names(words[2], string_to_array(swaps[2], ','));
        RETURN QUERY
            SELECT q.id, q.given_name::text, q.family_name::text, q.birth_on, q.nhs_number::text, coalesce((
                SELECT a.postcode::text FROM people_address a
                WHERE a.contract_id = contract AND a.person_id = q.id AND a.is_home AND a.until_on IS NULL), '')
            FROM people_person q WHERE q.id IN (
                (SELECT p.id FROM people_person p WHERE p.contract_id = contract AND p.joined_into_id IS NULL
                    AND p.birth_on = born AND NOT people_within_reach(p.id) ORDER BY {nearest} LIMIT 40)
                UNION
                (SELECT p.id FROM people_person p WHERE p.contract_id = contract AND p.joined_into_id IS NULL
                    AND place <> '{{}}' AND people_keys(p.search_text) @> place AND NOT people_within_reach(p.id)
                    ORDER BY {nearest} LIMIT 40));
    END $body$;
"""


# How near a person's names are, nearest first: both, one of them, as written.
_NEAREST = """(people_keys(p.search_text) && given.far)::int + (people_keys(p.search_text) && family.far)::int DESC,
                    people_keys(p.search_text) @> words DESC, p.id"""


def search_function(role: str) -> str:
    """The functions, with the application's role, which must not read the list of names past them."""
    return SEARCH_FUNCTION.format(role=role, nearest=_NEAREST)
