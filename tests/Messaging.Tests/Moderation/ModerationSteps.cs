using System.Text.Json;
using Community.Contracts;
using Community.Contracts.Social;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Moderation;

/// <summary>Social's decisions and events, in the form that tests need.</summary>
internal static class ModerationSteps
{
    private static long _version;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static ContentRemoved Removed(string type, Guid id, long version) =>
        new(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), version, type, id, Guid.CreateVersion7(), "spam");

    public static ContentRestored Restored(string type, Guid id, long version) =>
        new(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), version, type, id, Guid.CreateVersion7());

    public static SanctionImposed Imposed(Guid sanction, Guid person, string kind, DateTimeOffset? until) =>
        new(Guid.CreateVersion7(), Now, sanction, 1, person, kind, until, "spam", Guid.CreateVersion7(), Guid.CreateVersion7());

    public static SanctionLifted Lifted(Guid sanction, Guid person, string kind) =>
        new(Guid.CreateVersion7(), Now, sanction, 2, person, kind, Guid.CreateVersion7(), Guid.CreateVersion7());

    public static ModerationRule Words(string action, params string[] words) =>
        new(Guid.CreateVersion7(), "words", "words", action, "spam", ["thread", "message"], words, [], null, null, null);

    /// <summary>Activates these rules and waits until the instance applies them: matching content cannot exist before.</summary>
    public static async Task RulesAsync(this MessagingApplication app, params ModerationRule[] rules)
    {
        var version = Interlocked.Increment(ref _version);
        await app.SettleAsync(
            new ModerationRulesChanged(Guid.CreateVersion7(), Now, Guid.Parse("0198c0de-0000-7000-8000-72756c657300"), version, rules)
        );
        await Poll.UntilAsync(() => app.Service<Messaging.Moderation.RulesInForce>().Version == version);
    }

    /// <summary>Keeps the events of the outbox from now on: a sent event is deleted there.</summary>
    public static Task RecordAsync(this MessagingApplication app) =>
        app.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS announced (seq bigint, type text, payload text);
            CREATE OR REPLACE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO announced VALUES (NEW.seq, NEW.type, NEW.payload); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER announce AFTER INSERT ON outbox_messages FOR EACH ROW EXECUTE FUNCTION announce();
            """
        );

    /// <summary>The published events of a type that contain this, in order.</summary>
    public static async Task<IReadOnlyList<T>> AnnouncedAsync<T>(this MessagingApplication app, Guid within)
        where T : IIntegrationEvent
    {
        var payloads = await app.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT payload AS "Value" FROM announced WHERE type LIKE {"%." + typeof(T).Name} AND payload LIKE {$"%{within}%"} ORDER BY seq"""
                )
                .ToListAsync()
        );
        return [.. payloads.Select(payload => JsonSerializer.Deserialize<T>(payload, ServiceJson.Options)!)];
    }
}
