-- The Arabic texts of an opportunity. Those that were made before have none, and are shown in English for the 14 days that they last.
ALTER TABLE opportunities ADD COLUMN arabic_title text, ADD COLUMN arabic_description text, ADD COLUMN arabic_action_text text;
