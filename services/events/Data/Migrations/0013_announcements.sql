-- Messages of organizers to all attendees of their events (Announcements/).
CREATE TABLE announcements (
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    text text NOT NULL,
    -- the number of attendees that it was sent to
    attendees integer NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX announcements_event ON announcements (event_id, created_at DESC, id);

-- Mails about them: to the attendees who want them by mail.
ALTER TABLE mail_notices
    DROP CONSTRAINT mail_notices_kind_check,
    ADD CONSTRAINT mail_notices_kind_check CHECK (kind IN ('ticket', 'offer', 'cancelled', 'changed', 'announced')),
    ADD COLUMN announcement_id uuid;
