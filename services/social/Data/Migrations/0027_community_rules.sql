-- What members are to keep to, in the owners' words: Markdown.
ALTER TABLE communities ADD COLUMN rules text;
