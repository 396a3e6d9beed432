-- Whether the person said that the remembered finding was wrong: that is counted once in a crisis.
ALTER TABLE companion_conversations ADD COLUMN crisis_doubted boolean NOT NULL DEFAULT false;
