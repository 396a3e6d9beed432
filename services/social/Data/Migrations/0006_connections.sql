-- What connections, follows and blocks need beyond their rows (0002).

-- What keeps asking to connect from becoming a nuisance (Connections/ConnectionMachine): when the asked person
-- declined, which stays when the asker withdraws what they believe to be pending, and ends with the next request that is heard.
ALTER TABLE connections ADD declined_at timestamptz;
-- How often the asker has withdrawn in a row.
ALTER TABLE connections ADD withdrawals integer NOT NULL DEFAULT 0 CHECK (withdrawals >= 0);
-- The trigger of connection_edges takes it for the edge's beginning.
ALTER TABLE connections ADD CHECK (status <> 'accepted' OR answered_at IS NOT NULL);

-- What somebody asked for, whatever became of it: a declined request is a pending one to whoever asked. Serves what connections_from did.
CREATE INDEX connections_asked ON connections (from_id, requested_at DESC, id);
DROP INDEX connections_from;

-- Erasing a person, from the end that the other indexes do not find.
CREATE INDEX connections_high ON connections (high_id);
CREATE INDEX follows_ended ON follows (followed_id) WHERE NOT is_following;
CREATE INDEX blocks_lifted ON blocks (blocked_id) WHERE NOT is_blocked;
