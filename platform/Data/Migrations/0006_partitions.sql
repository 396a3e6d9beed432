-- Tables whose rows are only added, and go by age, are partitioned by the time in their ids: old rows go with their partition, by one DROP in place of a DELETE
-- of each (docs/data-access.md). Partitions are in a schema of their own. Services name the table only, and a role that owns nothing cannot reach the partitions.
CREATE SCHEMA partitions;

CREATE TABLE partitions.policies (
    -- A table of the schema public.
    table_name name PRIMARY KEY,
    -- A column with UUIDv7 ids, in every unique key of the table: the same id is always in the same partition. Ids of other versions are in the default partition.
    key_column name NOT NULL,
    -- When the row was written. A partition goes when all of its rows are older than this allows, so a late row keeps its partition.
    time_column name NOT NULL,
    kept interval NOT NULL,
    -- The days of one partition, and the number of partitions that are made ahead.
    days integer NOT NULL CHECK (days > 0),
    ahead integer NOT NULL CHECK (ahead > 0)
);

-- The smallest UUIDv7 of a time: its first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7).
CREATE FUNCTION partitions.first_id(at timestamptz) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;

CREATE FUNCTION partitions.time_of(id uuid) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) $$;

-- The end of the period that a time is in. Periods are counted from 1970, so that their bounds do not depend on when they were made.
CREATE FUNCTION partitions.end_of_period(at timestamptz, days integer) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_timestamp((floor(extract(epoch FROM at) / (86400 * days)) + 1) * 86400 * days) $$;

-- The partitions of a table with their upper bounds; that of the default partition is null.
CREATE FUNCTION partitions.of(table_name name) RETURNS TABLE (part name, upper_bound uuid) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.relname, substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([0-9a-f-]{36})''\)$')::uuid
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(format('public.%I', table_name)) $$;

CREATE FUNCTION partitions.covered_until(table_name name) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT o.upper_bound FROM partitions.of(table_name) o ORDER BY o.upper_bound DESC NULLS LAST LIMIT 1 $$;

-- Adds the partition from the end of the last one to the end of the period, with the rows of the default partition that belong there.
CREATE FUNCTION partitions.add(policy partitions.policies, lower_bound uuid) RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    begins timestamptz := partitions.time_of(lower_bound);
    upper_bound uuid := partitions.first_id(partitions.end_of_period(begins, policy.days));
    part name := format('%s_%s', policy.table_name, to_char(begins AT TIME ZONE 'UTC', 'YYYYMMDD'));
    others name := policy.table_name || '_default';
BEGIN
    -- ATTACH PARTITION locks less than CREATE TABLE PARTITION OF: statements on the table go on. The table is locked before its partition, as statements do.
    EXECUTE format('LOCK TABLE ONLY public.%I IN SHARE UPDATE EXCLUSIVE MODE', policy.table_name);
    EXECUTE format('LOCK TABLE partitions.%I IN ACCESS EXCLUSIVE MODE', others);
    EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I INCLUDING ALL)', part, policy.table_name);
    EXECUTE format(
        'WITH late AS (DELETE FROM partitions.%I WHERE %I >= $1 AND %2$I < $2 RETURNING *) INSERT INTO partitions.%I SELECT * FROM late',
        others, policy.key_column, part) USING lower_bound, upper_bound;
    EXECUTE format(
        'ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)', policy.table_name, part, lower_bound, upper_bound);
    RETURN upper_bound;
END $$;

CREATE FUNCTION partitions.add_due(policy partitions.policies) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    covered uuid := partitions.covered_until(policy.table_name);
    due uuid := partitions.first_id(now() + make_interval(hours => 24 * policy.days * policy.ahead));
BEGIN
    WHILE covered < due LOOP
        covered := partitions.add(policy, covered);
    END LOOP;
END $$;

-- Drops the partitions whose time is over, and deletes old rows of the default partition.
CREATE FUNCTION partitions.drop_old(policy partitions.policies) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part name;
    others name := policy.table_name || '_default';
    is_young boolean;
BEGIN
    FOR part IN
        SELECT o.part FROM partitions.of(policy.table_name) o WHERE o.upper_bound <= partitions.first_id(now() - policy.kept) ORDER BY o.upper_bound
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM partitions.%I WHERE %I >= $1)', part, policy.time_column) INTO is_young USING now() - policy.kept;
        IF NOT is_young THEN
            -- The table first, as statements do: a statement that waits for the table has no lock on the partition.
            EXECUTE format('LOCK TABLE ONLY public.%I IN ACCESS EXCLUSIVE MODE', policy.table_name);
            EXECUTE format('DROP TABLE partitions.%I', part);
        END IF;
    END LOOP;

    EXECUTE format(
        'DELETE FROM partitions.%I WHERE ctid = ANY (ARRAY(SELECT ctid FROM partitions.%1$I WHERE %I < $1 LIMIT 5000))', others, policy.time_column)
        USING now() - policy.kept;
END $$;

-- Called by every instance of a service, as a role that owns nothing. It takes no argument and does only what the policies say, so that a role that may call
-- it gains no other right. One call works at a time, and a table whose lock is not free within a second waits for the next call.
CREATE FUNCTION public.maintain_partitions() RETURNS TABLE (partitioned_table name, covered_until timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    policy partitions.policies;
BEGIN
    IF pg_try_advisory_xact_lock(hashtext('partitions'), 0) THEN
        FOR policy IN SELECT p.* FROM partitions.policies p ORDER BY p.table_name LOOP
            BEGIN
                PERFORM partitions.add_due(policy);
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                RAISE LOG 'partitions of % are added later: %', policy.table_name, SQLERRM;
            END;
            BEGIN
                PERFORM partitions.drop_old(policy);
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                RAISE LOG 'old partitions of % are dropped later: %', policy.table_name, SQLERRM;
            END;
        END LOOP;
    END IF;
    RETURN QUERY SELECT p.table_name, partitions.time_of(partitions.covered_until(p.table_name)) FROM partitions.policies p;
END $$;

-- Makes a table partitioned. Its present rows stay where they are: the old table is the partition of all ids up to the end of the present period.
CREATE FUNCTION partitions.convert(policy partitions.policies) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    upper_bound uuid := partitions.first_id(partitions.end_of_period(now(), policy.days));
    before name := policy.table_name || '_before';
    others name := policy.table_name || '_default';
BEGIN
    EXECUTE format('ALTER TABLE public.%I SET SCHEMA partitions', policy.table_name);
    EXECUTE format('ALTER TABLE partitions.%I RENAME TO %I', policy.table_name, before);
    EXECUTE format('CREATE TABLE public.%I (LIKE partitions.%I INCLUDING ALL) PARTITION BY RANGE (%I)', policy.table_name, before, policy.key_column);
    EXECUTE format('CREATE TABLE partitions.%I (LIKE partitions.%I INCLUDING ALL)', others, before);
    EXECUTE format(
        'WITH other AS (DELETE FROM partitions.%I WHERE %I >= $1 RETURNING *) INSERT INTO partitions.%I SELECT * FROM other', before, policy.key_column, others)
        USING upper_bound;
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (MINVALUE) TO (%L)', policy.table_name, before, upper_bound);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I DEFAULT', policy.table_name, others);
    INSERT INTO partitions.policies SELECT policy.*;
    PERFORM partitions.add_due(policy);
END $$;

-- An instance of the version before deletes old rows by their ctid, which is unique in one partition only: without the column it deletes none.
ALTER TABLE inbox_messages RENAME COLUMN received_at TO consumed_at;
SELECT partitions.convert(ROW('inbox_messages', 'message_id', 'consumed_at', interval '30 days', 7, 4)::partitions.policies);
