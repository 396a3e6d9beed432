namespace Community.Payments.Erasure;

/// <summary>What becomes of a table's rows when a person is erased.</summary>
internal enum ErasurePolicy
{
    Delete,
    Anonymise,
    Keep,
}

/// <summary>A table with something of persons in it.</summary>
/// <param name="Name">The table.</param>
/// <param name="Policy">What is done.</param>
/// <param name="Why">Why so, in words for whoever asks.</param>
/// <param name="Sql">Does it; with the parameters <c>@id</c> and <c>@now</c>. Null where nothing is done, or <see cref="PersonErasure"/> does it.</param>
internal sealed record PersonalTable(string Name, ErasurePolicy Policy, string Why, string? Sql = null);

/// <summary>
/// Every table of this database that knows persons, in the order of erasing. A test holds this list against the schema: a new
/// table with a person's id in it has to say here what becomes of it. What the law keeps of a sale is kept without the person.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("erased_people", ErasurePolicy.Keep, "a tombstone: the id, so that nothing that arrives late brings the person back",
            "INSERT INTO erased_people (user_id, at) VALUES (@id, @now) ON CONFLICT DO NOTHING"),
        new("orders", ErasurePolicy.Anonymise, "records of sales are kept for as long as tax law asks, without the person",
            "UPDATE orders SET user_id = NULL WHERE user_id = @id"),
        new("wallets", ErasurePolicy.Anonymise, "the ledger knows wallets, not persons: cutting the link is all there is to cut",
            "UPDATE wallets SET user_id = NULL WHERE user_id = @id"),
        new("outbox_messages", ErasurePolicy.Keep, "announcements on their way to the bus, gone within seconds"),
        new("idempotency_keys", ErasurePolicy.Keep, "answers encrypted under a key that only the client has, gone within a day"),
        new("deliveries", ErasurePolicy.Keep, "this service sends no mail"),
    ];
}
