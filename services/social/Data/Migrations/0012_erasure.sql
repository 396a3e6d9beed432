-- By which an erasure (Erasure/) finds the memberships that are over: the other indexes hold only what is in force.
CREATE INDEX community_members_ended ON community_members (user_id) WHERE NOT is_member;
