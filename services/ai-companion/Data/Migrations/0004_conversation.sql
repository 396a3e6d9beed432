-- The conversation that each person has with the companion (Conversation/). Whoever writes into one locks its row first.
CREATE TABLE companion_conversations (
    user_id uuid PRIMARY KEY,
    last_seq bigint NOT NULL DEFAULT 0,
    disclosed_at timestamptz
);

-- An answer stands from the moment that the message it answers is kept; while it is generated, it grows, and belongs to whoever holds the lease.
CREATE TABLE companion_messages (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    seq bigint NOT NULL,
    role text NOT NULL CHECK (role IN ('user', 'assistant', 'notice')),
    content text NOT NULL,
    status text NOT NULL DEFAULT 'complete' CHECK (status IN ('generating', 'complete', 'cut')),
    created_at timestamptz NOT NULL,
    client_id text,
    answers_id uuid REFERENCES companion_messages ON DELETE SET NULL,
    provider text,
    lease_id uuid,
    leased_until timestamptz,
    model text,
    prompt_version text,
    context_ids uuid[],
    UNIQUE (user_id, seq),
    CHECK (role = 'user' OR client_id IS NULL),
    CHECK (role = 'assistant' OR (answers_id IS NULL AND provider IS NULL AND status = 'complete')),
    CHECK ((status = 'generating') = (leased_until IS NOT NULL)),
    CHECK ((model IS NULL) = (context_ids IS NULL) AND (model IS NULL) = (prompt_version IS NULL))
);
-- The same client_id twice asks once.
CREATE UNIQUE INDEX companion_messages_client_id ON companion_messages (user_id, client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX companion_messages_answers ON companion_messages (answers_id) WHERE answers_id IS NOT NULL;
CREATE INDEX companion_messages_generating ON companion_messages (leased_until) WHERE status = 'generating';

-- Every system prompt that was ever sent, so that what was sent for an answer can be shown exactly.
CREATE TABLE companion_prompts (
    version text PRIMARY KEY,
    content text NOT NULL
);

-- How many messages of a person were counted on a day of theirs. By date: whoever moves between time zones has no more days than the calendar.
CREATE TABLE companion_days (
    user_id uuid NOT NULL,
    day date NOT NULL,
    messages integer NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- What paid sessions left to say beyond the day's limit.
CREATE TABLE companion_extras (
    user_id uuid PRIMARY KEY,
    messages_left integer NOT NULL CHECK (messages_left >= 0)
);

-- What the safety layer found, for operators to count: not whose words, not the words, and not nearer than the day.
CREATE TABLE safety_findings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    found_on date NOT NULL,
    source text NOT NULL CHECK (source IN ('message', 'answer')),
    kind text NOT NULL,
    severity text,
    rule text NOT NULL,
    rules_version text NOT NULL
);
CREATE INDEX safety_findings_by_day ON safety_findings (found_on);
