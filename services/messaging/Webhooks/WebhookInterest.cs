using System.Collections.Frozen;
using Community.Messaging.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Which types of events any webhook may get. Each instance remembers them, so that an event that no webhook is for costs neither a body
/// nor a statement. An answer "none" is remembered for two seconds; a webhook that is the first of a type waits as long before it is made.
/// So no event after the answer to its request is missed, at any instance.
/// </summary>
internal sealed class WebhookInterest(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>For how long an instance remembers that there is no webhook for a type.</summary>
    private static readonly TimeSpan NoneIsRemembered = TimeSpan.FromSeconds(2);

    /// <summary>For how long an instance remembers that there may be one: then a statement finds out.</summary>
    private static readonly TimeSpan SomeIsRemembered = TimeSpan.FromMinutes(1);

    private const string Every = "*";

    private volatile Remembered? _remembered;

    /// <summary>Whether there may be a webhook for events of this type.</summary>
    /// <param name="db">The unit of work; its transaction reads what is committed.</param>
    /// <param name="type">Of <see cref="WebhookCatalogue"/>.</param>
    public async ValueTask<bool> MayHaveAsync(MessagingDb db, string type)
    {
        var remembered = _remembered;
        if (remembered is null || clock.GetElapsedTime(remembered.ReadAt) >= (remembered.Has(type) ? SomeIsRemembered : NoneIsRemembered))
        {
            // Before the statement begins: a change that commits during it is remembered for at most the two seconds after its commit.
            var readAt = clock.GetTimestamp();
            var types = await db.Database.SqlQuery<string>($"""SELECT type AS "Value" FROM webhook_interest""").ToListAsync();
            _remembered = remembered = new(readAt, types.ToFrozenSet(StringComparer.Ordinal));
        }

        return remembered.Has(type);
    }

    /// <summary>
    /// Makes all instances look for webhooks of these types, before one is made. It commits on a connection of its own, and waits only if
    /// no webhook had one of the types lately.
    /// </summary>
    /// <param name="types">None: every type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AnnounceAsync(IReadOnlyCollection<string> types, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var command = Command(
            database,
            """
            INSERT INTO webhook_interest AS i (type, since, used_at) SELECT type, $2, $2 FROM unnest($1) AS t (type)
            ON CONFLICT (type) DO UPDATE SET used_at = greatest(i.used_at, excluded.used_at) RETURNING i.since
            """,
            types.Count == 0 ? [Every] : types.Order(StringComparer.Ordinal).ToArray(),
            now
        );
        var latest = DateTimeOffset.MinValue;
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                var since = row.GetFieldValue<DateTimeOffset>(0);
                latest = since > latest ? since : latest;
            }
        }

        // From the commit on, not from the time in the row: another instance's clock may be ahead or behind.
        if (latest > now - (2 * NoneIsRemembered))
        {
            await Task.Delay(NoneIsRemembered, clock, cancellationToken);
        }
    }

    private sealed record Remembered(long ReadAt, FrozenSet<string> Types)
    {
        public bool Has(string type) => Types.Contains(type) || Types.Contains(Every);
    }
}
