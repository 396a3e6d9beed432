-- The daily path (Streaks/, CheckIns/, Badges/): on which days of theirs somebody did something, by the calendar where they were.
CREATE TABLE activity_days (
    user_id uuid NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE streaks (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    days integer NOT NULL CHECK (days > 0),
    longest integer NOT NULL CHECK (longest >= days),
    -- The last day that counted, and the last moment: a trip changes which day that moment was on.
    last_day date NOT NULL,
    last_at timestamptz NOT NULL
);

CREATE TABLE check_ins (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    day date NOT NULL,
    mood integer NOT NULL CHECK (mood BETWEEN 1 AND 5),
    words text[] NOT NULL DEFAULT '{}',
    note text,
    created_at timestamptz NOT NULL
);
CREATE INDEX check_ins_of_user ON check_ins (user_id, id DESC);
CREATE INDEX check_ins_by_day ON check_ins (user_id, day);

CREATE TABLE badge_awards (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    badge text NOT NULL,
    awarded_at timestamptz NOT NULL,
    UNIQUE (user_id, badge)
);

-- Who is connected with whom, as social announces it (Connections/). One row for a pair, for ever; the newest version counts.
CREATE TABLE connections (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    low_id uuid NOT NULL,
    high_id uuid NOT NULL,
    is_connected boolean NOT NULL
);
CREATE INDEX connections_of_low ON connections (low_id, high_id) WHERE is_connected;
CREATE INDEX connections_of_high ON connections (high_id, low_id) WHERE is_connected;
