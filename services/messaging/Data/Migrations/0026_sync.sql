-- The log of a person (Sync/): what has changed since a client last asked. A row says in which transaction it was last changed; a token has the snapshot of an earlier
-- answer, and an answer has the rows that this snapshot does not show. So a transaction that began early and commits late is never skipped, and no writer waits for another.
CREATE FUNCTION stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END $$;

-- 3 is the first transaction that PostgreSQL gives out: every snapshot shows it.
ALTER TABLE channels ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3', ADD COLUMN state_changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE threads ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE read_states ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE communities ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE memberships ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE events ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE registrations ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE people ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE blocks ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE channel_preferences ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE notifications ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';
ALTER TABLE notification_languages ADD COLUMN changed_in xid8 NOT NULL DEFAULT '3';

-- What other services say of a person, one row an entity: the newest entry replaces the older ones. Removed: only that it is gone, for clients that have it.
CREATE TABLE sync_entries (
    person_id uuid NOT NULL,
    kind text NOT NULL,
    entity_id uuid NOT NULL,
    version bigint NOT NULL,
    data jsonb,
    is_removed boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL,
    changed_in xid8 NOT NULL DEFAULT '3',
    PRIMARY KEY (person_id, kind, entity_id)
);
CREATE INDEX sync_entries_changed ON sync_entries (person_id, changed_in);
CREATE INDEX sync_entries_removed ON sync_entries (changed_at) WHERE is_removed;
CREATE INDEX notifications_changed ON notifications (user_id, changed_in);
CREATE INDEX people_changed ON people (changed_in);

-- A message changes a channel's numbers; its state is whether it is there at all, and for whom.
CREATE FUNCTION stamp_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    IF TG_OP = 'INSERT' OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.is_held IS DISTINCT FROM NEW.is_held THEN
        NEW.state_changed_in := NEW.changed_in;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER channels_stamped BEFORE INSERT OR UPDATE ON channels FOR EACH ROW EXECUTE FUNCTION stamp_channel();
CREATE TRIGGER threads_stamped BEFORE INSERT OR UPDATE ON threads FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER read_states_stamped BEFORE INSERT OR UPDATE ON read_states FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER communities_stamped BEFORE INSERT OR UPDATE ON communities FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER memberships_stamped BEFORE INSERT OR UPDATE ON memberships FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER events_stamped BEFORE INSERT OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER registrations_stamped BEFORE INSERT OR UPDATE ON registrations FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER people_stamped BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER blocks_stamped BEFORE INSERT OR UPDATE ON blocks FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER channel_preferences_stamped BEFORE INSERT OR UPDATE ON channel_preferences FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER notifications_stamped BEFORE INSERT OR UPDATE ON notifications FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER notification_languages_stamped BEFORE INSERT OR UPDATE ON notification_languages FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER sync_entries_stamped BEFORE INSERT OR UPDATE ON sync_entries FOR EACH ROW EXECUTE FUNCTION stamp_change();

-- A deleted row can no longer say that it has changed.
CREATE FUNCTION list_removed_channels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sync_entries (person_id, kind, entity_id, version, is_removed, changed_at)
    SELECT user_id, 'channel', channel_id, 0, true, now() FROM removed ORDER BY 1, 3
    ON CONFLICT (person_id, kind, entity_id) DO UPDATE SET is_removed = true, changed_at = excluded.changed_at;
    RETURN NULL;
END $$;
CREATE TRIGGER read_states_removed AFTER DELETE ON read_states REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION list_removed_channels();

CREATE FUNCTION list_removed_notifications() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sync_entries (person_id, kind, entity_id, version, data, is_removed, changed_at)
    SELECT user_id, 'notification', id, 0, jsonb_build_object('channel_id', channel_id), true, now() FROM removed ORDER BY 1, 3
    ON CONFLICT (person_id, kind, entity_id) DO UPDATE SET is_removed = true, changed_at = excluded.changed_at;
    RETURN NULL;
END $$;
CREATE TRIGGER notifications_removed AFTER DELETE ON notifications REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION list_removed_notifications();

-- What can change any entry of a person's log, and leaves no row: its clients get the whole state.
CREATE FUNCTION list_removed_languages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sync_entries (person_id, kind, entity_id, version, is_removed, changed_at)
    SELECT user_id, 'whole', user_id, 0, true, now() FROM removed ORDER BY 1
    ON CONFLICT (person_id, kind, entity_id) DO UPDATE SET changed_at = excluded.changed_at;
    RETURN NULL;
END $$;
CREATE TRIGGER notification_languages_removed AFTER DELETE ON notification_languages REFERENCING OLD TABLE AS removed FOR EACH STATEMENT
    EXECUTE FUNCTION list_removed_languages();

CREATE FUNCTION list_removed_blocks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sync_entries (person_id, kind, entity_id, version, is_removed, changed_at)
    SELECT DISTINCT person_id, 'whole', person_id, 0, true, now() FROM removed CROSS JOIN LATERAL (VALUES (blocker_id), (blocked_id)) AS two (person_id) ORDER BY 1
    ON CONFLICT (person_id, kind, entity_id) DO UPDATE SET changed_at = excluded.changed_at;
    RETURN NULL;
END $$;
CREATE TRIGGER blocks_removed AFTER DELETE ON blocks REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION list_removed_blocks();
