-- What a picture shows, in its owners' words.
ALTER TABLE communities ADD COLUMN picture_alt text;
