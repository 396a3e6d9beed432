-- The parser joins words with & < > - + . _ / @ ~ : to longer tokens, in time that grows with the square of a text's length. Here they
-- separate words (SearchKey.Joints).
ALTER TABLE courses DROP COLUMN search;
ALTER TABLE courses ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', translate(lower(title), '&<>-+._/@~:', '           ')), 'A')
    || setweight(to_tsvector('simple', translate(lower(description), '&<>-+._/@~:', '           ')), 'B')) STORED;
CREATE INDEX courses_search ON courses USING gin (search);
