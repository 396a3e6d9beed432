-- Calls (Calls/): those going on, and those of the last months. Not UNLOGGED, unlike presences: who talks with whom goes on when the
-- database crashes, and a call writes about ten rows in its whole life.
CREATE TABLE calls (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channels ON DELETE CASCADE,
    started_by uuid NOT NULL,
    is_video boolean NOT NULL,
    started_at timestamptz NOT NULL,
    -- When there were two for the first time.
    answered_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    -- Rises with every change, so that what instances tell each other may come in any order.
    version bigint NOT NULL,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX calls_channel ON calls (channel_id);
CREATE INDEX calls_live ON calls (channel_id, id) WHERE ended_at IS NULL;
CREATE INDEX calls_ended ON calls (ended_at);

CREATE TABLE call_participants (
    call_id uuid NOT NULL REFERENCES calls ON DELETE CASCADE,
    user_id uuid NOT NULL,
    -- The first three are somebody whom the call still concerns; the others say how it ended for the person.
    state text NOT NULL CHECK (state IN ('ringing', 'joined', 'away', 'left', 'declined', 'missed', 'busy', 'cancelled', 'lost', 'removed', 'ended')),
    since timestamptz NOT NULL,
    -- The first time.
    joined_at timestamptz,
    is_muted boolean NOT NULL,
    is_video boolean NOT NULL,
    -- With which device, and where that is connected: of those joined, and of those away, who may come back.
    device_id uuid,
    instance uuid,
    connection_id text,
    PRIMARY KEY (call_id, user_id),
    CHECK ((device_id IS NOT NULL) = (state IN ('joined', 'away')) AND (device_id IS NULL) = (instance IS NULL) AND (device_id IS NULL) = (connection_id IS NULL))
);
-- Nobody is in two calls.
CREATE UNIQUE INDEX call_participants_one ON call_participants (user_id) WHERE state IN ('joined', 'away');
CREATE INDEX call_participants_user ON call_participants (user_id, call_id);
CREATE INDEX call_participants_live ON call_participants (state, since) WHERE state IN ('ringing', 'joined', 'away');
