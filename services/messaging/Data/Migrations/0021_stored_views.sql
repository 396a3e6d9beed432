-- What is shown with a message stands in its row, so that a page is one range of one index: the reactions as [{"emoji", "count"}], the first emoji
-- first, and the files as [{"id", "name", "content_type", "byte_count"}], as the author ordered them; null: none. Triggers keep both right, whatever
-- statement of whatever version of this service changes the tables that they are made of. Such a statement locks the message first: see PersonalData.
ALTER TABLE messages ADD COLUMN reactions jsonb, ADD COLUMN files jsonb;

CREATE FUNCTION merged_reactions(counts jsonb, changes jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count) ORDER BY first, emoji) FROM (
    SELECT value->>'emoji' AS emoji, sum((value->>'count')::bigint) AS count, min(ordinality) AS first
    FROM jsonb_array_elements(coalesce(counts, '[]') || changes) WITH ORDINALITY GROUP BY 1 HAVING sum((value->>'count')::bigint) > 0) AS merged $$;

CREATE FUNCTION count_reactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messages m SET reactions = merged_reactions(m.reactions, changed.changes)
    FROM (
        SELECT message_id, jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count) ORDER BY first, emoji) AS changes FROM (
            SELECT message_id, emoji, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS count, min(created_at) AS first
            FROM changed_reactions GROUP BY 1, 2) AS counted GROUP BY 1) AS changed
    WHERE m.id = changed.message_id;
    RETURN NULL;
END $$;

CREATE FUNCTION list_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messages m SET files = (
        SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'content_type', a.content_type, 'byte_count', a.byte_count) ORDER BY array_position(m.attachments, a.id))
        FROM attachments a WHERE a.message_id = m.id)
    WHERE m.id IN (SELECT message_id FROM changed_files WHERE message_id IS NOT NULL);
    RETURN NULL;
END $$;

UPDATE messages m SET reactions = counted.reactions
FROM (
    SELECT message_id, jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count) ORDER BY first, emoji) AS reactions
    FROM (SELECT message_id, emoji, count(*) AS count, min(created_at) AS first FROM reactions GROUP BY 1, 2) AS each_emoji GROUP BY 1) AS counted
WHERE m.id = counted.message_id;

UPDATE messages m SET files = (
    SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'content_type', a.content_type, 'byte_count', a.byte_count) ORDER BY array_position(m.attachments, a.id))
    FROM attachments a WHERE a.message_id = m.id)
WHERE m.id IN (SELECT message_id FROM attachments WHERE message_id IS NOT NULL);

CREATE TRIGGER reactions_added AFTER INSERT ON reactions REFERENCING NEW TABLE AS changed_reactions FOR EACH STATEMENT EXECUTE FUNCTION count_reactions();
CREATE TRIGGER reactions_removed AFTER DELETE ON reactions REFERENCING OLD TABLE AS changed_reactions FOR EACH STATEMENT EXECUTE FUNCTION count_reactions();
CREATE TRIGGER files_taken AFTER UPDATE ON attachments REFERENCING NEW TABLE AS changed_files FOR EACH STATEMENT EXECUTE FUNCTION list_files();
CREATE TRIGGER files_removed AFTER DELETE ON attachments REFERENCING OLD TABLE AS changed_files FOR EACH STATEMENT EXECUTE FUNCTION list_files();

-- Whether a viewer, or somebody hidden from the viewer, is among those who reacted: asked only of messages that have reactions.
CREATE INDEX reactions_of ON reactions (user_id, message_id);
DROP INDEX reactions_user;
