-- By which an erasure (Erasure/) finds what there was of a person: the other indexes hold only what is in force.
CREATE INDEX connections_high ON connections (high_id);
CREATE INDEX follows_ended ON follows (followed_id) WHERE NOT is_following;
CREATE INDEX blocks_ended ON blocks (blocked_id) WHERE NOT is_blocked;
CREATE INDEX community_members_ended ON community_members (user_id) WHERE NOT is_member;
