-- Once more what references_without_people does: instances of the version before may have written references of users after it.
ALTER TABLE ledger_transactions DISABLE TRIGGER ledger_transactions_append_only;

WITH rewards AS (
    SELECT id, split_part(reference, ':', 1) AS kind, split_part(reference, ':', 2) AS referral, split_part(reference, ':', 3) AS person,
        split_part(reference, ':', 4) AS round
    FROM ledger_transactions
    WHERE kind IN ('referral', 'referral_reversed') AND split_part(reference, ':', 3) NOT IN ('referrer', 'referred')
),
roles AS (
    SELECT rewards.*, CASE
            WHEN person = referrals.referrer_id::text THEN 'referrer'
            WHEN person = referrals.referred_id::text THEN 'referred'
            WHEN referrals.referrer_id IS NOT NULL THEN 'referred'
            WHEN referrals.referred_id IS NOT NULL THEN 'referrer'
            WHEN person = min(person) OVER (PARTITION BY referral) THEN 'referrer'
            ELSE 'referred' END AS role
    FROM rewards LEFT JOIN referrals ON referrals.id::text = rewards.referral
)
UPDATE ledger_transactions SET reference = concat_ws(':', roles.kind, roles.referral, roles.role, nullif(roles.round, ''))
FROM roles WHERE roles.id = ledger_transactions.id;

ALTER TABLE ledger_transactions ENABLE TRIGGER ledger_transactions_append_only;
