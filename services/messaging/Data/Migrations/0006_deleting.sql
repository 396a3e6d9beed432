-- What a deleted message said is kept for moderators until then.
ALTER TABLE message_edits ADD COLUMN expires_at timestamptz;
CREATE INDEX message_edits_expiry ON message_edits (expires_at) WHERE expires_at IS NOT NULL;

-- Threads go for good a while after they, or their community, were deleted.
ALTER TABLE communities ADD COLUMN deleted_at timestamptz;
CREATE INDEX communities_deleted ON communities (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX channels_deleted ON channels (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX channels_community ON channels (community_id) WHERE kind = 'thread';
CREATE INDEX read_states_channel ON read_states (channel_id);
