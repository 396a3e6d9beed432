-- Who earns from a sale, and until when its own terms may give the money back.
ALTER TABLE orders
    ADD COLUMN seller_id uuid,
    ADD COLUMN refundable_until timestamptz;

-- A referral counts while the referred person keeps a payment that can no longer go back by its terms (Referrals/).
ALTER TABLE referrals
    -- the order that makes it count
    ADD COLUMN order_id uuid,
    -- how often it has begun to count: the reference of each reward in the ledger
    ADD COLUMN rounds integer NOT NULL DEFAULT 0,
    ADD COLUMN next_look_at timestamptz;
UPDATE referrals SET rounds = 1 WHERE converted_at IS NOT NULL;
UPDATE referrals SET next_look_at = now() WHERE converted_at IS NULL;
CREATE INDEX referrals_of_order ON referrals (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX referrals_to_look_at ON referrals (next_look_at) WHERE next_look_at IS NOT NULL;

-- Orders whose money moved. Written in the order's transaction without a lock that anything waits for.
CREATE TABLE referral_looks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id uuid NOT NULL
);

-- A reward that was taken back; it comes back as it was when it is earned again.
ALTER TABLE plan_grants ADD COLUMN revoked_at timestamptz;

-- Rewards that were taken back after they had been spent: the next rewards pay for them.
ALTER TABLE wallets ADD COLUMN owed_credits bigint NOT NULL DEFAULT 0 CHECK (owed_credits >= 0);
