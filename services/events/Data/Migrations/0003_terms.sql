-- What an event promised its buyers, as often as it changed (Registrations/RefundTerms). A registration points at the row that it was made under.
CREATE TABLE event_terms (
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    refund_hours integer NOT NULL,
    location_name text,
    location_address text,
    location_city text,
    location_country text,
    latitude double precision,
    longitude double precision,
    PRIMARY KEY (event_id, seq)
);

INSERT INTO event_terms
SELECT id, 1, updated_at, starts_at, ends_at, refund_hours, location_name, location_address, location_city, location_country, latitude, longitude
FROM events WHERE status <> 'draft';

-- A trigger and no code of the service: whatever changes an event from now on, its former terms stay.
CREATE FUNCTION keep_event_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last event_terms;
BEGIN
    IF NEW.status = 'draft' THEN
        RETURN NULL;
    END IF;

    SELECT * INTO last FROM event_terms WHERE event_id = NEW.id ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND OR (last.starts_at, last.ends_at, last.refund_hours, last.location_name, last.location_address, last.location_city, last.location_country,
            last.latitude, last.longitude)
        IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.refund_hours, NEW.location_name, NEW.location_address, NEW.location_city, NEW.location_country,
            NEW.latitude, NEW.longitude)
    THEN
        INSERT INTO event_terms VALUES (NEW.id, coalesce(last.seq, 0) + 1, now(), NEW.starts_at, NEW.ends_at, NEW.refund_hours, NEW.location_name,
            NEW.location_address, NEW.location_city, NEW.location_country, NEW.latitude, NEW.longitude);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER events_keep_terms
    AFTER INSERT OR UPDATE OF status, starts_at, ends_at, refund_hours, location_name, location_address, location_city, location_country, latitude, longitude
    ON events FOR EACH ROW EXECUTE FUNCTION keep_event_terms();

CREATE FUNCTION event_terms_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the terms of a sale are append-only';
END $$;
CREATE TRIGGER event_terms_append_only BEFORE UPDATE ON event_terms
    FOR EACH ROW EXECUTE FUNCTION event_terms_are_append_only();

-- The terms that the buyer agreed to: of who registered before there were terms, the first.
ALTER TABLE registrations ADD COLUMN terms_seq integer NOT NULL DEFAULT 1;
