-- A referral that began to count when a payment of any amount was enough keeps its rewards: the least amounts are for later ones.
ALTER TABLE referrals ADD COLUMN counts_any_amount boolean NOT NULL DEFAULT false;
UPDATE referrals SET counts_any_amount = true WHERE converted_at IS NOT NULL;
