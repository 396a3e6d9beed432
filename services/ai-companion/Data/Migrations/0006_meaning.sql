-- What can be found by meaning (Meaning/). A row that is not listed is found by nobody: it says to the indexes in memory that it is gone.
CREATE TABLE meaning_items (
    kind text NOT NULL CHECK (kind IN ('person', 'community', 'event', 'course')),
    id uuid NOT NULL,
    is_listed boolean NOT NULL,
    title text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    -- whom it is for: everybody, or who is told by the kind (members of a community, the organizer of an event)
    is_public boolean NOT NULL DEFAULT true,
    -- what takes place is not found afterwards
    ends_at timestamptz,
    -- the words that it is found by literally, without their endings
    title_terms text[] NOT NULL DEFAULT '{}',
    terms text[] NOT NULL DEFAULT '{}',
    -- rises with every change of the text: a vector of former words is not written
    revision bigint NOT NULL DEFAULT 1,
    -- which model made the vector (none: ''), and the vector: of length 1, two bytes (IEEE 754 half) for each number; empty: the model knows no word of it
    model text NOT NULL DEFAULT '',
    vector bytea,
    claimed_until timestamptz,
    -- the transaction that changed the row: what was not committed when an index was last brought up to date is what has at least a certain one
    changed_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (kind, id),
    CHECK (is_listed OR (title = '' AND summary = '' AND text = '' AND vector IS NULL)),
    CHECK ((model = '') = (vector IS NULL))
);

CREATE INDEX meaning_items_changed ON meaning_items (changed_in);
CREATE INDEX meaning_items_by_model ON meaning_items (model) WHERE is_listed;
CREATE INDEX meaning_items_terms ON meaning_items USING gin (terms) WHERE is_listed;
CREATE INDEX meaning_items_gone ON meaning_items (changed_at) WHERE NOT is_listed;
