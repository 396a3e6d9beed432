CREATE TABLE effects (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    aggregate_id uuid NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE notes (
    id uuid PRIMARY KEY,
    text text NOT NULL UNIQUE
);
