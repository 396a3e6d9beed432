-- The last change of an event's time or place. A registration that becomes known after it, and is older, is told of it then.
ALTER TABLE events ADD COLUMN move jsonb;
