-- The parser joins words with & < > - + . _ / @ ~ : to longer tokens, in time that grows with the square of a text's length. Here they
-- separate words (SearchKey.Joints).
ALTER TABLE events DROP COLUMN search;
ALTER TABLE events ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', translate(name, '&<>-+._/@~:', '           ')), 'A')
    || setweight(to_tsvector('simple', translate(coalesce(description, ''), '&<>-+._/@~:', '           ')), 'B')) STORED;
CREATE INDEX events_listed_search ON events USING gin (search)
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL;
