using System.Text.Json;
using Community.Contracts.Social;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Json;
using Community.Platform.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Moderation;

/// <summary>The rule that hits a text.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="IsHolding">Whether the content is held back, and not only reported.</param>
internal sealed record Verdict(Guid RuleId, bool IsHolding);

/// <summary>
/// The automatic rules, in the memory of every instance, which reads a change within a second. Direct conversations are not judged: no
/// moderator can read them, so none could decide.
/// </summary>
internal sealed class RulesInForce(NpgsqlDataSource database, TimeProvider clock, ILogger<RulesInForce> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private const int MostCounted = 1_000;

    private const string Changed = "SELECT version, rules FROM moderation_rules WHERE version > $1";

    private const string MessagesBefore = """
        SELECT m.created_at FROM messages m JOIN channels ch ON ch.id = m.channel_id
        WHERE m.author_id = $1 AND m.id > $2 AND ch.kind <> 'direct' ORDER BY m.id DESC LIMIT $3
        """;

    private const string ThreadsBefore = "SELECT created_at FROM threads WHERE created_by = $1 AND id > $2 ORDER BY id DESC LIMIT $3";

    private const string Alts = "SELECT string_agg(alt, E'\\n') FROM attachments WHERE id = ANY ($1) AND user_id = $2 AND alt IS NOT NULL";

    private volatile Known? _known;

    /// <summary>The version of the known rules; 0: none yet.</summary>
    internal long Version => _known?.Version ?? 0;

    /// <summary>Judges a text; null: no rule hits it.</summary>
    /// <param name="contentType">A value of <see cref="ModeratedType"/>.</param>
    /// <param name="text">The text.</param>
    /// <param name="author">The author's id.</param>
    /// <param name="isNew">Whether it counts as one more text of the author; a change does not count.</param>
    /// <param name="connection">That of the open transaction, so that it does not wait for a second one; null: one of the pool's.</param>
    public async Task<Verdict?> JudgeAsync(string contentType, string text, Guid author, bool isNew, NpgsqlConnection? connection = null)
    {
        var rules = (_known ?? await ReadAsync(CancellationToken.None)).Rules;
        if (!rules.AreAbout(contentType))
        {
            return null;
        }

        var now = Clock.GetUtcNow();
        var before =
            isNew && rules.LooksBack(contentType) is { } time ? await BeforeAsync(contentType, author, now - time, connection) : [];
        return rules.Evaluate(text, new(contentType, now, Uuid7.TimeOf(author), before)) is { } hit ? new(hit.Id, hit.IsHolding) : null;
    }

    /// <summary>Judges a new message: its text, and the alternative texts of its files.</summary>
    public async Task<Verdict?> JudgeAsync(MessageDraft draft)
    {
        var text = draft.Content;
        if (draft.Attachments.Length > 0 && (_known ?? await ReadAsync(CancellationToken.None)).Rules.AreAbout(ModeratedType.Message))
        {
            await using var command = database.CreateCommand(Alts);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = draft.Attachments });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = draft.AuthorId });
            text = await command.ExecuteScalarAsync() is string alts ? $"{text}\n{alts}" : text;
        }

        return await JudgeAsync(ModeratedType.Message, text, draft.AuthorId, isNew: true);
    }

    /// <summary>Reads the rules when the service starts, so that no transaction has to.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads newer rules.</summary>
    protected override Task RunOnceAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    private async Task<Known> ReadAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        var known = _known ?? new(0, new([]));
        await using var command = database.CreateCommand(Changed);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known.Version });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (await row.ReadAsync(cancellationToken))
        {
            known = new(
                row.GetInt64(0),
                new(JsonSerializer.Deserialize<List<ModerationRule>>(row.GetString(1), ServiceJson.Options)!.Select(AsTextRule))
            );
        }

        return _known = known;
    }

    private async Task<List<DateTimeOffset>> BeforeAsync(
        string contentType,
        Guid author,
        DateTimeOffset since,
        NpgsqlConnection? connection
    )
    {
        var sql = contentType == ModeratedType.Thread ? ThreadsBefore : MessagesBefore;
        await using var command = connection is null ? database.CreateCommand(sql) : new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = author });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(since) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostCounted });
        await using var row = await command.ExecuteReaderAsync();
        var times = new List<DateTimeOffset>();
        while (await row.ReadAsync())
        {
            times.Add(row.GetFieldValue<DateTimeOffset>(0));
        }

        return times;
    }

    private static TextRule AsTextRule(ModerationRule rule) =>
        new()
        {
            Id = rule.Id,
            Kind = rule.Kind,
            IsHolding = rule.Action == "hold",
            TextTypes = rule.ContentTypes,
            Words = rule.Words,
            Hosts = rule.Hosts,
            Hours = rule.Hours,
            Count = rule.Count,
            Minutes = rule.Minutes,
        };

    private sealed record Known(long Version, TextRules Rules);
}

internal static class RuleStore
{
    /// <summary>Stores the rules, if they are newer than the stored ones.</summary>
    public static Task ApplyRulesAsync(this MessagingDb db, long version, IReadOnlyList<ModerationRule> rules) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO moderation_rules (version, rules) VALUES ({version}, {JsonSerializer.Serialize(rules, ServiceJson.Options)}::jsonb)
            ON CONFLICT (is_only) DO UPDATE SET version = excluded.version, rules = excluded.rules WHERE moderation_rules.version < excluded.version
            """
        );
}
