-- What a person says they can and did (Profiles/), as lists of the person's own, each a JSON array; and what was found in it, with consent.
CREATE TABLE profiles (
    user_id uuid PRIMARY KEY,
    skills text[] NOT NULL DEFAULT '{}',
    certifications jsonb NOT NULL DEFAULT '[]',
    awards jsonb NOT NULL DEFAULT '[]',
    projects jsonb NOT NULL DEFAULT '[]',
    -- all of it as text, which the person is found by
    words text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL,
    -- of the analyses, deleted ones too: what was announced last, and when one was last asked for
    analysis_version bigint NOT NULL DEFAULT 0,
    analysis_asked_at timestamptz
);

CREATE TABLE profile_analyses (
    user_id uuid PRIMARY KEY REFERENCES profiles ON DELETE CASCADE,
    summary text NOT NULL,
    strengths text[] NOT NULL,
    suggested_skills text[] NOT NULL,
    traits text[] NOT NULL,
    provider text NOT NULL CHECK (provider IN ('model', 'offline')),
    -- of the words that were analysed; empty: the model knows none of them
    model text NOT NULL,
    vector bytea NOT NULL,
    consented_at timestamptz NOT NULL,
    analysed_at timestamptz NOT NULL
);
