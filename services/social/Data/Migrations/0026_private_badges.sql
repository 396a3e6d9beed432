-- The badge for notes with check-ins is nobody's but its owner's. Events say so since; those that came before did not.
DELETE FROM activities WHERE kind = 'badge_earned' AND text = 'Insightful';
