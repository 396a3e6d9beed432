-- A referral that counted may not count any more. A referred person who is erased has no id in the news of the reversal.
-- Version 2 is that of the only event so far.
ALTER TABLE referral_conversions
    ADD COLUMN version bigint NOT NULL DEFAULT 2,
    ADD COLUMN counts boolean NOT NULL DEFAULT true,
    ALTER COLUMN referred_id DROP NOT NULL;
