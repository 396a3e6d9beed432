-- Accounts in which programs act: readers see it beside the name.
ALTER TABLE people ADD COLUMN is_bot boolean NOT NULL DEFAULT false;
