-- When what an erased person's last requests may have left behind is looked for once more (Erasure/).
ALTER TABLE people ADD COLUMN forget_again_at timestamptz;
CREATE INDEX people_forget_again ON people (forget_again_at) WHERE forget_again_at IS NOT NULL;

-- The last digest on its way, which has the person's address and the names of others in it.
ALTER TABLE digests ADD COLUMN delivery_id uuid;

-- What others are told of somebody; only looked for when that person is erased.
CREATE INDEX notifications_actors ON notifications USING gin (actor_ids);
CREATE INDEX blocks_of_blocked ON blocks (blocked_id);
CREATE INDEX memberships_of ON memberships (user_id);
CREATE INDEX registrations_of ON registrations (user_id);
