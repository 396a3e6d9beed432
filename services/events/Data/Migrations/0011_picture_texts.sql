-- What a picture shows, in its uploader's words.
ALTER TABLE events ADD COLUMN image_alt text;
ALTER TABLE photos ADD COLUMN alt text;
