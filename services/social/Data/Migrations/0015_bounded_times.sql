-- Times that a moderator gives are from 1900 to 2199, as ServiceDefaults' ClientTimes takes them. A row from before that rule could hold
-- the year 10000 (9999-12-31T23:59:59.9999999Z rounded up to microseconds), which .NET cannot read: such a ban has no end.
UPDATE community_bans SET until = NULL WHERE until >= '2200-01-01 00:00:00Z';
ALTER TABLE community_bans ADD CONSTRAINT community_bans_until_bounded CHECK (until >= '1900-01-01 00:00:00Z' AND until < '2200-01-01 00:00:00Z');

UPDATE community_links SET expires_at = NULL WHERE expires_at >= '2200-01-01 00:00:00Z';
ALTER TABLE community_links ADD CONSTRAINT community_links_expires_at_bounded CHECK (expires_at >= '1900-01-01 00:00:00Z' AND expires_at < '2200-01-01 00:00:00Z');

UPDATE people SET suspended_until = NULL WHERE suspended_until >= '2200-01-01 00:00:00Z';
