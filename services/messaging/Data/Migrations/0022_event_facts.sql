-- What is known of an event comes from events of several kinds, so each facet has a version of its own. A cancellation that comes first leaves the name to the news
-- that follow it: its row used to keep them away for good.
UPDATE events SET version = 0 WHERE name = '';
ALTER TABLE events ADD COLUMN cancel_reason text;

-- When and where, and the version that this is of; 0: told before venues were.
ALTER TABLE events ADD COLUMN place_version bigint NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN time_zone text;
ALTER TABLE events ADD COLUMN location_name text;
ALTER TABLE events ADD COLUMN location_address text;
ALTER TABLE events ADD COLUMN latitude double precision;
ALTER TABLE events ADD COLUMN longitude double precision;

-- Events are asked for their snapshots once more: they bring the names that are missing, the venues and the reasons of cancellations.
DELETE FROM backfills WHERE name = 'events';
