-- Changes of an event within a minute are one mail to each registration (Publishing/OwnEvents).
CREATE INDEX mail_notices_changed ON mail_notices (event_id) WHERE kind = 'changed' AND done_at IS NULL;
