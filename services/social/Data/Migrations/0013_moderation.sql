-- Reports, and what is decided about them (Moderation/). All reports of one content are gathered in one case, which has one row for
-- ever: a report that comes after a decision opens it again. So its version orders whatever other services are told of that content.
CREATE TABLE moderation_cases (
    id uuid PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    content_type text NOT NULL CHECK (content_type IN ('user', 'community', 'thread', 'message', 'event', 'photo')),
    content_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'decided')),
    assigned_to uuid,
    assigned_at timestamptz,
    -- since it was last opened
    report_count integer NOT NULL DEFAULT 0,
    first_reported_at timestamptz NOT NULL,
    last_reported_at timestamptz NOT NULL,
    decided_at timestamptz,
    author_id uuid,
    community_id uuid,
    -- of the owner's answer (ContentDescribed), and of what a rule judged in the owner's service (ContentFlagged)
    described_version bigint NOT NULL DEFAULT 0,
    flagged_version bigint NOT NULL DEFAULT 0,
    -- a rule keeps the content back until this is decided
    is_held boolean NOT NULL DEFAULT false,
    -- the decision by which the content is removed now
    removal_decision_id uuid,
    UNIQUE (content_type, content_id),
    CHECK ((status = 'decided') = (decided_at IS NOT NULL))
);
CREATE INDEX moderation_cases_queue ON moderation_cases (status, first_reported_at, id);
CREATE INDEX moderation_cases_assigned ON moderation_cases (assigned_to, status, first_reported_at, id) WHERE assigned_to IS NOT NULL;
CREATE INDEX moderation_cases_author ON moderation_cases (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX moderation_cases_community ON moderation_cases (community_id, status, first_reported_at, id) WHERE community_id IS NOT NULL;

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES moderation_cases,
    -- a person, or a rule, which may be gone meanwhile
    reporter_id uuid,
    rule_id uuid,
    rule_name text,
    reason text NOT NULL CHECK (reason IN ('spam', 'harassment', 'hate', 'violence', 'nudity', 'scam', 'self_harm', 'illegal', 'other')),
    details text,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('action_taken', 'no_action')),
    CHECK ((reporter_id IS NULL) = (rule_id IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX reports_one_open ON reports (case_id, reporter_id) WHERE closed_at IS NULL AND reporter_id IS NOT NULL;
CREATE UNIQUE INDEX reports_one_open_of_rule ON reports (case_id, rule_id) WHERE closed_at IS NULL AND rule_id IS NOT NULL;
CREATE INDEX reports_case ON reports (case_id, created_at);
CREATE INDEX reports_reporter ON reports (reporter_id, created_at DESC, id) WHERE reporter_id IS NOT NULL;

-- Every decision, append-only and hash-chained (DecisionChain). It names nobody but by id, so that erasing a person can leave it.
CREATE TABLE moderation_decisions (
    seq bigint PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('dismiss', 'remove', 'warn', 'mute', 'suspend', 'lift', 'grant_appeal', 'deny_appeal')),
    case_id uuid NOT NULL REFERENCES moderation_cases,
    content_type text NOT NULL,
    content_id uuid NOT NULL,
    person_id uuid,
    removes_content boolean NOT NULL,
    until timestamptz,
    reason text NOT NULL,
    decided_by uuid NOT NULL,
    -- the decision that this one is about: a lift or an appeal's
    about_id uuid,
    at timestamptz NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX moderation_decisions_person ON moderation_decisions (person_id, seq DESC) WHERE person_id IS NOT NULL;
CREATE INDEX moderation_decisions_by ON moderation_decisions (decided_by, seq DESC);
CREATE INDEX moderation_decisions_type ON moderation_decisions (content_type, seq DESC);
CREATE INDEX moderation_decisions_case ON moderation_decisions (case_id, seq DESC);

CREATE FUNCTION moderation_decisions_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decisions are on record for good';
END $$;
CREATE TRIGGER moderation_decisions_append_only BEFORE UPDATE OR DELETE ON moderation_decisions
    FOR EACH ROW EXECUTE FUNCTION moderation_decisions_are_append_only();
CREATE TRIGGER moderation_decisions_never_emptied BEFORE TRUNCATE ON moderation_decisions
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_decisions_are_append_only();

-- What moderators wrote beside a decision: in a table of its own, since words about a person go when the person goes.
CREATE TABLE moderation_notes (
    decision_id uuid PRIMARY KEY REFERENCES moderation_decisions (id),
    note text NOT NULL
);

-- What a decision imposed on a person.
CREATE TABLE sanctions (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('warning', 'mute', 'suspension')),
    case_id uuid NOT NULL REFERENCES moderation_cases,
    decision_id uuid NOT NULL UNIQUE REFERENCES moderation_decisions (id),
    reason text NOT NULL,
    imposed_at timestamptz NOT NULL,
    until timestamptz,
    lifted_at timestamptz,
    CHECK (kind <> 'mute' OR until IS NOT NULL)
);
CREATE INDEX sanctions_user ON sanctions (user_id, imposed_at DESC, id);

-- Whoever a decision concerns may ask once for another look.
CREATE TABLE appeals (
    id uuid PRIMARY KEY,
    decision_id uuid NOT NULL UNIQUE REFERENCES moderation_decisions (id),
    user_id uuid NOT NULL,
    text text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'granted', 'denied')),
    created_at timestamptz NOT NULL,
    resolved_at timestamptz,
    CHECK ((status = 'open') = (resolved_at IS NULL))
);
CREATE INDEX appeals_queue ON appeals (status, created_at, id);
CREATE INDEX appeals_user ON appeals (user_id);

-- Automatic rules (Moderation/Rules).
CREATE TABLE moderation_rules (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('words', 'links', 'new_account', 'rate')),
    action text NOT NULL CHECK (action IN ('hold', 'report')),
    reason text NOT NULL,
    content_types text[] NOT NULL,
    words text[] NOT NULL DEFAULT '{}',
    hosts text[] NOT NULL DEFAULT '{}',
    hours integer CHECK (hours > 0),
    count integer CHECK (count > 0),
    minutes integer CHECK (minutes > 0),
    is_enabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- The one row whose version rises with each change of any rule; whoever changes one holds it.
CREATE TABLE moderation_rule_set (
    is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    version bigint NOT NULL
);
INSERT INTO moderation_rule_set (version) VALUES (0);

-- How much of a person's is new is counted by rules.
CREATE INDEX communities_founded_by_person ON communities (created_by, created_at DESC);
