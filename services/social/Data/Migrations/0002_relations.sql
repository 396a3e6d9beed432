-- Who has to do with whom (Connections/, Follows/, Blocks/). A pair has one row for ever, whose version rises with each change, so
-- that what is announced of it can be told old from new. Whoever changes anything of a pair holds the pair's lock (Relations/Pair).

-- An undirected relation: the pair is kept in the order of its ids, and from_id and to_id say who asked whom last.
CREATE TABLE connections (
    id uuid PRIMARY KEY,
    low_id uuid NOT NULL,
    high_id uuid NOT NULL,
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'withdrawn', 'removed')),
    version bigint NOT NULL,
    compatibility_score integer CHECK (compatibility_score BETWEEN 0 AND 100),
    requested_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    UNIQUE (low_id, high_id),
    CHECK (low_id < high_id),
    CHECK ((from_id = low_id AND to_id = high_id) OR (from_id = high_id AND to_id = low_id))
);
CREATE INDEX connections_to ON connections (to_id, requested_at DESC, id) WHERE status = 'pending';
CREATE INDEX connections_from ON connections (from_id, requested_at DESC, id) WHERE status = 'pending';

-- The accepted ones as the graph is walked: from both ends. The database itself keeps it, so that it is symmetric and complete.
CREATE TABLE connection_edges (
    user_id uuid NOT NULL,
    other_id uuid NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (user_id, other_id)
);
CREATE INDEX connection_edges_since ON connection_edges (user_id, since DESC, other_id);

CREATE FUNCTION keep_connection_edges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.status = 'accepted' AND (TG_OP = 'DELETE' OR NEW.status <> 'accepted') THEN
        DELETE FROM connection_edges WHERE (user_id, other_id) IN ((OLD.low_id, OLD.high_id), (OLD.high_id, OLD.low_id));
    ELSIF TG_OP <> 'DELETE' AND NEW.status = 'accepted' AND (TG_OP = 'INSERT' OR OLD.status <> 'accepted') THEN
        INSERT INTO connection_edges (user_id, other_id, since)
        VALUES (NEW.low_id, NEW.high_id, NEW.answered_at), (NEW.high_id, NEW.low_id, NEW.answered_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER connections_edges AFTER INSERT OR DELETE OR UPDATE OF status ON connections FOR EACH ROW EXECUTE FUNCTION keep_connection_edges();

CREATE TABLE follows (
    id uuid PRIMARY KEY,
    follower_id uuid NOT NULL,
    followed_id uuid NOT NULL,
    version bigint NOT NULL,
    is_following boolean NOT NULL,
    since timestamptz NOT NULL,
    UNIQUE (follower_id, followed_id),
    CHECK (follower_id <> followed_id)
);
CREATE INDEX follows_following ON follows (follower_id, since DESC, followed_id) WHERE is_following;
CREATE INDEX follows_followers ON follows (followed_id, since DESC, follower_id) WHERE is_following;

CREATE TABLE blocks (
    id uuid PRIMARY KEY,
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    version bigint NOT NULL,
    is_blocked boolean NOT NULL,
    since timestamptz NOT NULL,
    UNIQUE (blocker_id, blocked_id),
    CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_blocker ON blocks (blocker_id, since DESC, blocked_id) WHERE is_blocked;
CREATE INDEX blocks_blocked ON blocks (blocked_id, blocker_id) WHERE is_blocked;

-- Whom a person does not see, and who does not see the person: a block hides both from each other, whoever of the two it is.
CREATE VIEW hidden_from AS
    SELECT blocker_id AS user_id, blocked_id AS other_id FROM blocks WHERE is_blocked
    UNION ALL
    SELECT blocked_id, blocker_id FROM blocks WHERE is_blocked;
