-- A user decides whether the profile can be read without signing in.
ALTER TABLE users ADD COLUMN is_on_web boolean NOT NULL DEFAULT false;
