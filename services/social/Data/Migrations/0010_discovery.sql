-- Finding people among many (Discovery/). All of this follows from people; the database keeps it, whoever writes there.

-- Who has an interest, newest first: a few of many are read, however common it is.
CREATE TABLE people_by_interest (
    interest text NOT NULL,
    created_at timestamptz NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (interest, created_at, person_id)
);

-- How many there are altogether, in a region, with an interest: for totals and for how rare an interest is. A change is a row of its
-- own, so that those who change something at once never wait for one another; now and then changes are added up (PeopleCounts).
-- The count is, at any moment, people_counts and the changes beside it.
CREATE TABLE people_counts (
    kind text NOT NULL CHECK (kind IN ('all', 'region', 'interest')),
    key text NOT NULL,
    people bigint NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE TABLE people_count_changes (
    kind text NOT NULL,
    key text NOT NULL,
    change bigint NOT NULL
);
CREATE INDEX people_count_changes_key ON people_count_changes (kind, key);

CREATE FUNCTION keep_people_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Most updates change nothing of what is kept here.
        IF NOT EXISTS (
            SELECT FROM old_rows o JOIN new_rows n USING (id)
            WHERE (o.profile_version > 0 AND NOT o.is_guest, o.region_key, o.interests, o.created_at)
                IS DISTINCT FROM (n.profile_version > 0 AND NOT n.is_guest, n.region_key, n.interests, n.created_at)) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM people_by_interest i USING old_rows o, unnest(o.interests) AS had (interest)
        WHERE o.profile_version > 0 AND NOT o.is_guest AND i.interest = had.interest AND i.created_at = o.created_at AND i.person_id = o.id;
        INSERT INTO people_count_changes (kind, key, change)
        SELECT of.kind, of.key, -count(*)
        FROM old_rows o, LATERAL (
            SELECT 'all' AS kind, '' AS key UNION ALL SELECT 'region', o.region_key UNION SELECT 'interest', unnest(o.interests)) AS of
        WHERE o.profile_version > 0 AND NOT o.is_guest AND of.key IS NOT NULL GROUP BY 1, 2;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO people_by_interest (interest, created_at, person_id)
        SELECT DISTINCT has.interest, n.created_at, n.id FROM new_rows n, unnest(n.interests) AS has (interest)
        WHERE n.profile_version > 0 AND NOT n.is_guest;
        INSERT INTO people_count_changes (kind, key, change)
        SELECT of.kind, of.key, count(*)
        FROM new_rows n, LATERAL (
            SELECT 'all' AS kind, '' AS key UNION ALL SELECT 'region', n.region_key UNION SELECT 'interest', unnest(n.interests)) AS of
        WHERE n.profile_version > 0 AND NOT n.is_guest AND of.key IS NOT NULL GROUP BY 1, 2;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER people_lists_insert AFTER INSERT ON people REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_people_lists();
CREATE TRIGGER people_lists_update AFTER UPDATE ON people REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_people_lists();
CREATE TRIGGER people_lists_delete AFTER DELETE ON people REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_people_lists();

INSERT INTO people_by_interest (interest, created_at, person_id)
SELECT DISTINCT has.interest, p.created_at, p.id FROM people p, unnest(p.interests) AS has (interest) WHERE p.profile_version > 0 AND NOT p.is_guest;
INSERT INTO people_counts (kind, key, people)
SELECT of.kind, of.key, count(*)
FROM people p, LATERAL (
    SELECT 'all' AS kind, '' AS key UNION ALL SELECT 'region', p.region_key UNION SELECT 'interest', unnest(p.interests)) AS of
WHERE p.profile_version > 0 AND NOT p.is_guest AND of.key IS NOT NULL GROUP BY 1, 2;

-- The badge and the paid filters; and the few whom a suspension hides for now, which are taken off a count.
ALTER TABLE people ADD COLUMN gender_key text;
UPDATE people SET gender_key = lower(gender) WHERE gender IS NOT NULL;
CREATE INDEX people_ages ON people (age, created_at DESC, id) WHERE profile_version > 0 AND NOT is_guest;
CREATE INDEX people_genders ON people (gender_key, created_at DESC, id) WHERE profile_version > 0 AND NOT is_guest;
CREATE INDEX people_badges ON people (identity_badge, created_at DESC, id) WHERE profile_version > 0 AND NOT is_guest;
CREATE INDEX people_suspended ON people (id) WHERE is_suspended;

-- What the companion found in profiles whose owners asked it to (ProfileAnalysed): for compatibility. In lower case.
CREATE TABLE profile_analyses (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    skills text[] NOT NULL,
    traits text[] NOT NULL
);

-- Suggestions that a person does not want to see again for a while.
CREATE TABLE suggestion_dismissals (
    user_id uuid NOT NULL,
    dismissed_id uuid NOT NULL,
    dismissed_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, dismissed_id),
    CHECK (user_id <> dismissed_id)
);
CREATE INDEX suggestion_dismissals_age ON suggestion_dismissals (dismissed_at);
