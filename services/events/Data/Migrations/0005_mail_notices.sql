-- What somebody is to be written about a registration (Mails/): taken when the change commits, mailed at once, and kept for a month as
-- the trace of whose a delivery was.
CREATE TABLE mail_notices (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    registration_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ticket', 'offer', 'cancelled', 'changed')),
    -- en or ar
    language text NOT NULL,
    -- of 'cancelled': why, and what goes back (minor units of the currency, or credits)
    reason text,
    refund_amount bigint,
    refund_currency text,
    -- of 'changed': how it was before
    was_starts_at timestamptz,
    was_ends_at timestamptz,
    was_place text,
    created_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    delivery_id uuid,
    done_at timestamptz
);
CREATE INDEX mail_notices_due ON mail_notices (next_at) WHERE done_at IS NULL;
CREATE INDEX mail_notices_done ON mail_notices (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX mail_notices_user ON mail_notices (user_id);

-- The language that the person's client asked for when they registered: en, ar, or unknown.
ALTER TABLE registrations ADD COLUMN language text;
