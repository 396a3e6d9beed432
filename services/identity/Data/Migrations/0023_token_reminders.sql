-- When the owner of a token was told by mail that it expires soon.
ALTER TABLE api_tokens ADD COLUMN reminded_at timestamptz;
