-- A crisis lasts longer than a message (Safety/Aftercare): which it is, since when, and how many answers of the turns after it are left. Without words.
ALTER TABLE companion_conversations
    ADD COLUMN crisis_kind text CHECK (crisis_kind IN ('self_harm', 'abuse', 'danger', 'medical_emergency')),
    ADD COLUMN crisis_severity text CHECK (crisis_severity IN ('concern', 'high', 'immediate')),
    ADD COLUMN crisis_at timestamptz,
    ADD COLUMN aftercare_left integer NOT NULL DEFAULT 0 CHECK (aftercare_left >= 0),
    ADD COLUMN quiet_left integer NOT NULL DEFAULT 0 CHECK (quiet_left >= 0),
    ADD COLUMN misread_told boolean NOT NULL DEFAULT false,
    ADD COLUMN lines_offered boolean NOT NULL DEFAULT false;

-- not_meant: somebody said that what was found in their words was not meant so. For operators to count, and as little as a finding.
ALTER TABLE safety_findings DROP CONSTRAINT safety_findings_source_check;
ALTER TABLE safety_findings ADD CONSTRAINT safety_findings_source_check CHECK (source IN ('message', 'answer', 'not_meant')) NOT VALID;
ALTER TABLE safety_findings VALIDATE CONSTRAINT safety_findings_source_check;
