-- What a picture shows, in its owner's words.
ALTER TABLE users ADD COLUMN picture_alt text;
