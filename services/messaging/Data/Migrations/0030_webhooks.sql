-- Endpoints of organizers and administrators that are called when something happens (Webhooks/).
CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    -- The whole fleet's events, for an administrator; else what the owner organizes, owns and sells.
    is_fleet_wide boolean NOT NULL,
    url text NOT NULL,
    description text,
    -- None: every type.
    event_types text[] NOT NULL,
    -- Encrypted. After an exchange the former one signs, too, for a while.
    secret bytea NOT NULL,
    former_secret bytea,
    former_until timestamptz,
    is_enabled boolean NOT NULL DEFAULT true,
    -- The first failure since the last success, and why the sender switched it off.
    failing_since timestamptz,
    disabled_reason text,
    -- How many pings and redeliveries were asked for since a time (WebhookDeliveryEndpoints.cs).
    asked_since timestamptz,
    asked integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Since then it is no one's: its log is removed batch by batch, then the row (OldWebhooks.cs).
    deleted_at timestamptz
);
CREATE INDEX webhook_endpoints_user ON webhook_endpoints (user_id, created_at) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_fleet_wide ON webhook_endpoints (id) WHERE is_fleet_wide AND deleted_at IS NULL;
CREATE INDEX webhook_endpoints_deleted ON webhook_endpoints (id) WHERE deleted_at IS NOT NULL;

-- A body, as it is sent: each endpoint gets the same bytes. The id is the integration event's.
CREATE TABLE webhook_events (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    -- The community or event that it is about: its owner when a delivery is sent is the one who may receive it.
    community_id uuid,
    event_id uuid,
    body text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    endpoint_id uuid NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
    event_id uuid NOT NULL REFERENCES webhook_events,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    -- How many there were when it was last asked for once more: the pauses begin anew.
    former_attempts integer NOT NULL DEFAULT 0,
    -- Not tried before this: the next attempt, or the end of the lease of the instance that is trying now.
    available_at timestamptz NOT NULL,
    leased_until timestamptz,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    UNIQUE (endpoint_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, available_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (endpoint_id) WHERE leased_until IS NOT NULL;
CREATE INDEX webhook_deliveries_list ON webhook_deliveries (endpoint_id, created_at, id);
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (endpoint_id, state, created_at, id);
CREATE INDEX webhook_deliveries_expiring ON webhook_deliveries (expires_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE state <> 'waiting';
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id);

CREATE TABLE webhook_attempts (
    delivery_id uuid NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
    number integer NOT NULL,
    at timestamptz NOT NULL,
    milliseconds integer NOT NULL,
    status integer,
    error text,
    response text,
    PRIMARY KEY (delivery_id, number)
);

-- The seller of an order, and what happened to the order before the seller was known here.
CREATE TABLE webhook_orders (
    order_id uuid PRIMARY KEY,
    seller_id uuid,
    -- Whether the request that names the seller, if there is one, has come.
    is_requested boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX webhook_orders_created ON webhook_orders (created_at);
CREATE TABLE webhook_early_orders (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    type text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX webhook_early_orders_order ON webhook_early_orders (order_id);
CREATE INDEX webhook_early_orders_created ON webhook_early_orders (created_at);

-- A community's owners, whom its events concern.
CREATE INDEX memberships_owners ON memberships (community_id, user_id) WHERE is_member AND role = 'owner';

-- The roles of accounts whose roles have changed; of others the access token is the proof.
CREATE TABLE account_roles (
    user_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    roles text[] NOT NULL
);

-- Endpoints whose owners may be told.
CREATE VIEW live_webhook_endpoints AS
    SELECT e.* FROM webhook_endpoints e
    LEFT JOIN people p ON p.id = e.user_id
    LEFT JOIN account_roles r ON r.user_id = e.user_id
    WHERE e.is_enabled AND e.deleted_at IS NULL
        AND p.is_erased IS NOT TRUE
        AND NOT (p.is_suspended IS TRUE AND coalesce(p.suspended_until > now(), true))
        AND (r.roles IS NULL OR 'admin' = ANY (r.roles) OR (NOT e.is_fleet_wide AND 'organizer' = ANY (r.roles)));
