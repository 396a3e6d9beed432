-- The links of the mode request whose uses count this person's request (Membership/Memberships.Rules.cs). NULL: none. The version before writes whole rows,
-- in which a column that it does not know is NULL, whatever the default is.
ALTER TABLE community_requests ADD COLUMN counted_links uuid[];
