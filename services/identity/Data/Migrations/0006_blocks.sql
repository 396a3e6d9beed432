-- Who hides from whom, as social announces it: neither of the two finds the other's profile.
CREATE TABLE blocks (
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    version bigint NOT NULL,
    is_blocked boolean NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);
