-- Courses (Courses/): what can be learnt here, who owns it, and how far they are.
CREATE TABLE courses (
    id uuid PRIMARY KEY,
    -- Rises with each change, also of a module.
    version bigint NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    category text NOT NULL CHECK (category IN ('Growth', 'Connection', 'Wellness')),
    image text,
    -- 0: free.
    price_cents bigint NOT NULL CHECK (price_cents >= 0),
    price_credits bigint CHECK (price_credits > 0),
    currency text NOT NULL,
    duration text,
    status text NOT NULL CHECK (status IN ('draft', 'published')),
    -- Null: one of those that come with the product, or whose author was erased.
    created_by uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    -- Of a course that comes with the product: which version of its files is here. Once somebody has edited it, the files are not read again.
    library_version integer,
    is_edited boolean NOT NULL DEFAULT false,
    search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', lower(title)), 'A') || setweight(to_tsvector('simple', lower(description)), 'B')) STORED,
    CHECK (price_credits IS NULL OR price_cents > 0),
    CHECK (status <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX courses_newest ON courses (status, created_at DESC, id DESC);
CREATE INDEX courses_by_category ON courses (category, created_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX courses_search ON courses USING gin (search);

CREATE TABLE course_modules (
    id uuid PRIMARY KEY,
    course_id uuid NOT NULL REFERENCES courses ON DELETE CASCADE,
    -- From 1, without gaps.
    position integer NOT NULL CHECK (position > 0),
    title text NOT NULL,
    duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
    -- Markdown.
    content text NOT NULL,
    video_url text,
    -- [{question, options, answer, explanation}]
    quiz jsonb NOT NULL DEFAULT '[]',
    UNIQUE (course_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- A person in a course. It is made when they first have to do with it; what they own and how far they are stands here.
CREATE TABLE enrolments (
    id uuid PRIMARY KEY,
    course_id uuid NOT NULL REFERENCES courses,
    user_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    -- Bought, or free; null: not owned, or by the plan.
    owned_since timestamptz,
    -- The order by which it is owned; null: it was free.
    order_id uuid,
    last_active_at timestamptz,
    -- When all modules were first completed: for good, and with a certificate.
    completed_at timestamptz,
    completed_title text,
    certificate_code text UNIQUE,
    UNIQUE (course_id, user_id),
    CHECK ((completed_at IS NULL) = (certificate_code IS NULL) AND (completed_at IS NULL) = (completed_title IS NULL)),
    CHECK (order_id IS NULL OR owned_since IS NOT NULL)
);
CREATE INDEX enrolments_of_user ON enrolments (user_id, last_active_at DESC);

CREATE TABLE module_progress (
    enrolment_id uuid NOT NULL REFERENCES enrolments ON DELETE CASCADE,
    module_id uuid NOT NULL REFERENCES course_modules ON DELETE CASCADE,
    completed_at timestamptz,
    quiz_attempts integer NOT NULL DEFAULT 0,
    -- The best so far, in right answers.
    quiz_best integer,
    PRIMARY KEY (enrolment_id, module_id)
);
CREATE INDEX module_progress_of_module ON module_progress (module_id);
