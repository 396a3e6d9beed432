-- The links of the mode request whose uses count this person's request (Membership/Memberships.Rules.cs).
ALTER TABLE community_requests ADD COLUMN counted_links uuid[] NOT NULL DEFAULT '{}';
