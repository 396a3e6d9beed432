-- Accounts in which programs act. They are seen like others, but stand in no list of people to get to know, and are not counted there.
ALTER TABLE people ADD COLUMN is_bot boolean NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION keep_people_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Most updates change nothing of what is kept here.
        IF NOT EXISTS (
            SELECT FROM old_rows o JOIN new_rows n USING (id)
            WHERE (o.profile_version > 0 AND NOT o.is_guest AND NOT o.is_bot, o.region_key, o.interests, o.identity_badge, o.created_at)
                IS DISTINCT FROM (n.profile_version > 0 AND NOT n.is_guest AND NOT n.is_bot, n.region_key, n.interests, n.identity_badge, n.created_at)) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM people_by_interest i USING old_rows o, unnest(o.interests) AS had (interest)
        WHERE o.profile_version > 0 AND NOT o.is_guest AND NOT o.is_bot AND i.interest = had.interest AND i.created_at = o.created_at AND i.person_id = o.id;
        INSERT INTO people_count_changes (kind, key, change)
        SELECT of.kind, of.key, -count(*)
        FROM old_rows o, LATERAL (
            SELECT 'all' AS kind, '' AS key UNION ALL SELECT 'region', o.region_key UNION SELECT 'interest', unnest(o.interests)) AS of
        WHERE o.profile_version > 0 AND NOT o.is_guest AND NOT o.is_bot AND of.key IS NOT NULL GROUP BY 1, 2;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO people_by_interest (interest, created_at, person_id, interests, region_key, identity_badge)
        SELECT DISTINCT has.interest, n.created_at, n.id, n.interests, n.region_key, n.identity_badge FROM new_rows n, unnest(n.interests) AS has (interest)
        WHERE n.profile_version > 0 AND NOT n.is_guest AND NOT n.is_bot;
        INSERT INTO people_count_changes (kind, key, change)
        SELECT of.kind, of.key, count(*)
        FROM new_rows n, LATERAL (
            SELECT 'all' AS kind, '' AS key UNION ALL SELECT 'region', n.region_key UNION SELECT 'interest', unnest(n.interests)) AS of
        WHERE n.profile_version > 0 AND NOT n.is_guest AND NOT n.is_bot AND of.key IS NOT NULL GROUP BY 1, 2;
    END IF;
    RETURN NULL;
END $$;
