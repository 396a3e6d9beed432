-- One row for each thing that a user was notified of: it grows fastest of all tables here, and goes by age alone. Facts older than they are kept for go first, so
-- that an instance of the version before, which deletes them by their ctid, finds none.
DELETE FROM notified_facts WHERE told_at < now() - interval '400 days';
SELECT partitions.convert(ROW('notified_facts', 'fact_id', 'told_at', interval '400 days', 28, 2)::partitions.policies);
