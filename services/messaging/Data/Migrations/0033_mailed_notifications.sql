-- The time of the latest occurrence of a notification that a digest has mailed. A digest looks back beyond the last one, because notifications may commit
-- later than their time says, and leaves out what was mailed already (Notifications/DigestSender.cs).
ALTER TABLE notifications ADD COLUMN mailed_at timestamptz;
