-- The time of the latest occurrence of a notification that a digest has mailed. A digest looks back beyond the last one, because notifications may commit
-- later than their time says, and leaves out what was mailed already (Notifications/DigestSender.cs).
ALTER TABLE notifications ADD COLUMN mailed_at timestamptz;

-- A notification that was mailed is no change of the person's log (0026).
DROP TRIGGER notifications_stamped ON notifications;
CREATE TRIGGER notifications_stamped BEFORE INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION stamp_change();
CREATE TRIGGER notifications_stamped_again BEFORE UPDATE ON notifications FOR EACH ROW
    WHEN (NEW.mailed_at IS NOT DISTINCT FROM OLD.mailed_at) EXECUTE FUNCTION stamp_change();
