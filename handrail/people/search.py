"""How people are found in spite of typing errors: a trigram index and the one function that may use it.
Refuses to look beyond the transaction's contract and reach: row security hides the index from ordinary queries."""

# Row security keeps the trigram operators (which could leak) from the index, so a search would read every row of the
# contract. This function runs as the owner, for whom the policy below lets the index work, and repeats the bounds.
SEARCH_INDEX = """
    CREATE INDEX person_search ON people_person USING gin (search_text gin_trgm_ops) WHERE joined_into_id IS NULL;
"""

SEARCH_FUNCTION = """
    CREATE POLICY search_by_owner ON people_person FOR SELECT TO CURRENT_USER USING (true);
    CREATE POLICY search_by_owner ON people_reach FOR SELECT TO CURRENT_USER USING (true);

    CREATE FUNCTION people_find(words text, likeness real, most int)
    RETURNS TABLE (person_id uuid, score real) LANGUAGE plpgsql STABLE SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    BEGIN
        PERFORM set_config('pg_trgm.word_similarity_threshold', likeness::text, true);
        RETURN QUERY
            SELECT p.id, word_similarity(words, p.search_text)
            FROM people_person p
            WHERE words <% p.search_text
            AND p.joined_into_id IS NULL
            AND p.contract_id = core_setting('app.contract_id')::uuid
            AND (core_setting('app.reach') = 'ALL' OR (core_setting('app.reach') = 'OWN' AND EXISTS (
                SELECT 1 FROM people_reach r WHERE r.person_id = p.id
                AND r.partner_id = core_setting('app.partner_id')::uuid)))
            ORDER BY 2 DESC, p.family_name, p.given_name, p.id LIMIT most;
    END $body$;
"""
