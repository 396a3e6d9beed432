-- Of a picture: its size in pixels as it is shown, a ThumbHash in base64. Of any file: what it shows, in the uploader's words.
ALTER TABLE attachments ADD COLUMN width integer, ADD COLUMN height integer, ADD COLUMN placeholder text, ADD COLUMN alt text;

-- The files in a message's row (0021), with what is known of a picture; what is null is left out.
CREATE OR REPLACE FUNCTION list_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE messages m SET files = (
        SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', a.id, 'name', a.name, 'content_type', a.content_type, 'byte_count', a.byte_count,
            'width', a.width, 'height', a.height, 'placeholder', a.placeholder, 'alt', a.alt)) ORDER BY array_position(m.attachments, a.id))
        FROM attachments a WHERE a.message_id = m.id)
    WHERE m.id IN (SELECT message_id FROM changed_files WHERE message_id IS NOT NULL);
    RETURN NULL;
END $$;

-- The keys of links to attachments (Attachments/LinkKeyRing.cs).
CREATE TABLE link_keys (
    id text PRIMARY KEY,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL
);
