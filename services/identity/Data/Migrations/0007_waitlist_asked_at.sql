-- When somebody last asked for a place: written at each request, so that the first one and a repeat are the same work.
ALTER TABLE waitlist_entries ADD COLUMN asked_at timestamptz;
