-- What full-text searches look at: null for what is deleted. Written beside the text, in the languages of the configuration.
ALTER TABLE messages ADD COLUMN search tsvector;
CREATE INDEX messages_search ON messages USING gin (search);

ALTER TABLE threads ADD COLUMN search tsvector;
CREATE INDEX threads_search ON threads USING gin (search);
-- The tags as filters compare them.
ALTER TABLE threads ADD COLUMN tag_keys text[] NOT NULL DEFAULT '{}';
CREATE INDEX threads_tags ON threads USING gin (tag_keys);

-- In which languages everything was written into the columns above, and, while they are being written anew, up to which id.
CREATE TABLE search_indexing (
    kind text PRIMARY KEY CHECK (kind IN ('messages', 'threads')),
    languages text NOT NULL,
    done_up_to uuid
);
