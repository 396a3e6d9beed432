-- How people come into communities and out of them (Membership/), and what they pay for it (PaidAccess/). Every change of a community's
-- memberships holds the community's row.

-- The roll of members: owners, moderators, members (which is the descending order of the words), each in the order of joining.
CREATE INDEX community_members_roll ON community_members (community_id, role DESC, joined_at, user_id) WHERE is_member;

CREATE TABLE community_bans (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES communities,
    user_id uuid NOT NULL,
    banned_by uuid NOT NULL,
    reason text,
    created_at timestamptz NOT NULL,
    -- When it ends by itself; null: when it is lifted.
    until timestamptz,
    UNIQUE (community_id, user_id)
);
CREATE INDEX community_bans_newest ON community_bans (community_id, created_at DESC, id);

-- Links to a community: who holds one may join, or ask to. Only the code's hash is kept.
CREATE TABLE community_links (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES communities,
    code_hash bytea NOT NULL UNIQUE,
    mode text NOT NULL CHECK (mode IN ('join', 'request')),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    max_uses integer CHECK (max_uses > 0),
    uses integer NOT NULL DEFAULT 0 CHECK (uses >= 0 AND uses <= max_uses)
);
CREATE INDEX community_links_newest ON community_links (community_id, created_at DESC, id);

-- A person's request to join a private community; one row for ever, whose version rises with each change.
CREATE TABLE community_requests (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES communities,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'withdrawn')),
    created_at timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    UNIQUE (community_id, user_id),
    CHECK ((status = 'pending') = (answered_at IS NULL))
);
CREATE INDEX community_requests_pending ON community_requests (community_id, created_at, id) WHERE status = 'pending';
CREATE INDEX community_requests_of_user ON community_requests (user_id, created_at DESC, id);

-- Who is asked to join. It goes once the person has joined; a declined one stays, so that nobody is asked again and again.
CREATE TABLE community_invitations (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES communities,
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    invited_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    declined_at timestamptz,
    UNIQUE (community_id, user_id)
);
CREATE INDEX community_invitations_of_user ON community_invitations (user_id, created_at DESC, id);
CREATE INDEX community_invitations_newest ON community_invitations (community_id, created_at DESC, id);

-- Those that count: neither declined, nor from somebody whom the invited does not see.
CREATE VIEW open_invitations AS
    SELECT i.id, i.community_id, i.user_id, i.invited_by, i.created_at FROM community_invitations i
    WHERE i.declined_at IS NULL AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = i.user_id AND h.other_id = i.invited_by);

-- Orders for access to paid communities: offered, paid, fulfilled or given back. The version rises with each thing said to payments.
CREATE TABLE access_orders (
    id uuid PRIMARY KEY,
    community_id uuid NOT NULL REFERENCES communities,
    -- Once the person was erased, a new id that stands for nobody.
    user_id uuid NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'ended', 'fulfilled', 'refunding', 'refunded')),
    billing text NOT NULL CHECK (billing IN ('one_time', 'monthly')),
    -- What the buyer reads.
    description text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency text NOT NULL,
    price_credits bigint,
    -- What it goes on from: the end of the time that was paid for when it was offered; null: there was none.
    follows timestamptz,
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    end_reason text,
    paid_at timestamptz,
    paid_amount bigint,
    paid_currency text,
    fulfilled_at timestamptz,
    refund_requested_at timestamptz,
    refunded_amount bigint NOT NULL DEFAULT 0,
    refunded_at timestamptz,
    CHECK (status NOT IN ('fulfilled', 'refunding', 'refunded') OR paid_at IS NOT NULL)
);
CREATE INDEX access_orders_of_person ON access_orders (community_id, user_id);
CREATE INDEX access_orders_of_user ON access_orders (user_id, offered_at DESC);
CREATE UNIQUE INDEX access_orders_one_open ON access_orders (community_id, user_id) WHERE status = 'open';

-- What the fulfilled orders of a person add up to, so that the clock finds what ends.
CREATE TABLE access_grants (
    community_id uuid NOT NULL REFERENCES communities,
    user_id uuid NOT NULL,
    -- Null: for ever.
    paid_until timestamptz,
    -- The end for which a renewal was offered.
    renewal_offered_for timestamptz,
    PRIMARY KEY (community_id, user_id)
);
CREATE INDEX access_grants_until ON access_grants (paid_until);
CREATE INDEX access_grants_of_user ON access_grants (user_id);
