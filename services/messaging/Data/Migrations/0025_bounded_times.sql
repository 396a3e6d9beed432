-- A suspension that ends after the year 2199 has no end: identity took any time before ServiceDefaults' ClientTimes, and the year 10000
-- (9999-12-31T23:59:59.9999999Z rounded up to microseconds) cannot be read.
UPDATE people SET suspended_until = NULL WHERE suspended_until >= '2200-01-01 00:00:00Z';
UPDATE people SET muted_until = '2199-12-31 00:00:00Z' WHERE muted_until >= '2200-01-01 00:00:00Z';
UPDATE channel_preferences SET muted_until = '2199-12-31 00:00:00Z' WHERE muted_until >= '2200-01-01 00:00:00Z';
ALTER TABLE channel_preferences ADD CONSTRAINT channel_preferences_muted_until_bounded CHECK (muted_until >= '1900-01-01 00:00:00Z' AND muted_until < '2200-01-01 00:00:00Z');
