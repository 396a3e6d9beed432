-- Every change of a message that its readers see, for some minutes: an instance finds the changes here whose signals were lost. A trigger
-- writes it, so that it holds for every statement of every version of this service. It names no person.
CREATE TABLE message_changes (
    -- For one message in the order of the commits, because its row is locked from the change on.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id uuid NOT NULL,
    message_id uuid NOT NULL,
    -- Only the reactions changed.
    is_reaction boolean NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_in xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX message_changes_in ON message_changes (changed_in);
CREATE INDEX message_changes_message ON message_changes (message_id);

CREATE FUNCTION list_message_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO message_changes (channel_id, message_id, is_reaction) VALUES (NEW.channel_id, NEW.id,
        (OLD.version, OLD.edited_at, OLD.deleted_at, OLD.is_held) IS NOT DISTINCT FROM (NEW.version, NEW.edited_at, NEW.deleted_at, NEW.is_held));
    RETURN NULL;
END $$;
CREATE TRIGGER messages_changed AFTER UPDATE ON messages FOR EACH ROW
    WHEN ((OLD.version, OLD.edited_at, OLD.deleted_at, OLD.is_held, OLD.reactions)
        IS DISTINCT FROM (NEW.version, NEW.edited_at, NEW.deleted_at, NEW.is_held, NEW.reactions))
    EXECUTE FUNCTION list_message_change();

-- Whether signals of an instance reach the others, and whether it has stopped: then its clients have a few seconds to come back elsewhere.
ALTER TABLE realtime_instances ADD COLUMN has_carrier boolean NOT NULL DEFAULT true, ADD COLUMN has_left boolean NOT NULL DEFAULT false;
