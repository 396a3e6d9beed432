-- How often bytes were appended to an upload. Each time costs a stored object and commits, however few bytes it brings.
ALTER TABLE uploads ADD COLUMN steps integer NOT NULL DEFAULT 0;
