-- Whether somebody has proved a mail address or phone number (People/): only then do they sell tickets. Once proved, always proved.
ALTER TABLE people ADD COLUMN is_verified boolean NOT NULL DEFAULT false;

-- Where an event's zone comes from: its organizer named it, or it was taken from elsewhere (Publishing/EventZone).
ALTER TABLE events ADD COLUMN time_zone_source text NOT NULL DEFAULT 'given'
    CHECK (time_zone_source IN ('given', 'organizer', 'country', 'utc'));
