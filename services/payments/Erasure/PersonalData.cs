using Community.Platform.Data.Erasure;

namespace Community.Payments.Erasure;

/// <summary>
/// Every table of this database that knows persons, in the order of erasing. A test compares this list with the schema: a new table with a
/// person's id has to say here how it is erased. The parameters are <c>@id</c> and <c>@now</c>. Records of a sale that the law requires are
/// kept without the person.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new(
            "erased_people",
            ErasurePolicy.Keep,
            "a tombstone: it keeps the id, so that a late message cannot bring the person back",
            "INSERT INTO erased_people (user_id, at) VALUES (@id, @now) ON CONFLICT DO NOTHING"
        ),
        new(
            "orders",
            ErasurePolicy.Anonymise,
            "records of sales are kept for as long as tax law asks, without the person",
            "UPDATE orders SET user_id = NULL WHERE user_id = @id; UPDATE orders SET seller_id = NULL WHERE seller_id = @id"
        ),
        new(
            "wallets",
            ErasurePolicy.Anonymise,
            "the ledger knows wallets, not people, so deleting the link is enough",
            "UPDATE wallets SET user_id = NULL WHERE user_id = @id"
        ),
        new("boosts", ErasurePolicy.Delete, "an erased person is not shown", "DELETE FROM boosts WHERE user_id = @id"),
        new(
            "referrals",
            ErasurePolicy.Anonymise,
            "a reward that was earned stays with the other person; a reward that was not earned yet is cancelled",
            """
            DELETE FROM referrals WHERE @id IN (referrer_id, referred_id) AND converted_at IS NULL;
            UPDATE referrals SET referrer_id = NULL WHERE referrer_id = @id;
            UPDATE referrals SET referred_id = NULL WHERE referred_id = @id
            """
        ),
        new("referrers", ErasurePolicy.Delete, "a count of the person's own", "DELETE FROM referrers WHERE user_id = @id"),
        new("plan_grants", ErasurePolicy.Delete, "given to the person alone", "DELETE FROM plan_grants WHERE user_id = @id"),
        new("entitlements", ErasurePolicy.Delete, "the entitled person is gone", "DELETE FROM entitlements WHERE user_id = @id"),
        // SubscriptionWork then ends the subscriptions at Stripe and has Stripe delete its customer.
        new(
            "subscribers",
            ErasurePolicy.Anonymise,
            "subscriptions end at once; their payments are in the orders, without the person",
            """
            UPDATE subscriptions SET closing = coalesce(closing, 'erased'), next_check_at = @now
            WHERE status <> 'ended' AND subscriber_id = (SELECT id FROM subscribers WHERE user_id = @id);
            UPDATE subscribers SET user_id = NULL WHERE user_id = @id
            """
        ),
        PlatformTables.Outbox,
        PlatformTables.IdempotencyKeys,
        PlatformTables.Deliveries,
        PlatformTables.QueuedMails,
    ];
}
