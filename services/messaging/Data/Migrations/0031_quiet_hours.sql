-- The hours of each day in which a person wants no push and no digest, in their time zone (Notifications/QuietHours.cs).
CREATE TABLE quiet_hours (
    user_id uuid PRIMARY KEY,
    starts_at time NOT NULL,
    ends_at time NOT NULL CHECK (ends_at <> starts_at),
    time_zone text NOT NULL
);
