-- The parser joins words with & < > - + . _ / @ ~ : to longer tokens, in time that grows with the square of a text's length. Here they
-- separate words (SearchKey.Joints).
ALTER TABLE communities DROP COLUMN search;
ALTER TABLE communities ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', translate(search_name, '&<>-+._/@~:', '           '))) STORED;
CREATE INDEX communities_listed_search ON communities USING gin (search)
    WHERE deleted_at IS NULL AND removed_at IS NULL AND held_at IS NULL AND visibility <> 'private';
