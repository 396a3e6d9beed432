using System.Text.Json;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;
using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Moderation;

/// <summary>
/// Copies of reported profiles and communities. They are taken in the transaction that files the report, so that there is none without a report; the same state is
/// copied once. They stay while the case is open and <see cref="KeptAfterDecision"/> after a decision.
/// </summary>
internal static class ContentCopies
{
    /// <summary>Appeals are possible for 30 days and take a while to be answered.</summary>
    public static readonly TimeSpan KeptAfterDecision = TimeSpan.FromDays(45);

    /// <summary>States of one content that are kept at most.</summary>
    private const int MostCopies = 20;

    /// <summary>What a profile says of a person.</summary>
    public static ContentCopy Of(Guid userId, UserProfile profile) => new(
        userId,
        Fields(
            ("username", profile.Username), ("full_name", profile.FullName), ("bio", profile.Bio), ("location", profile.Location), ("region", profile.Region),
            ("city", profile.City), ("interests", string.Join(", ", profile.Interests)), ("identity_badge", profile.IdentityBadge)),
        profile.PictureUrl);

    /// <summary>What a community says of itself.</summary>
    public static ContentCopy Of(CommunityGroup community) => new(
        community.CreatedBy,
        Fields(
            ("kind", community.Kind), ("name", community.Name), ("description", community.Description), ("category", community.Category), ("region", community.Region),
            ("interest", community.Interest), ("tags", string.Join(", ", community.Tags)), ("visibility", community.Visibility)),
        CommunityView.PictureUrlOf(community.Id, community.PictureKey));

    /// <summary>Keeps a copy, in the open transaction.</summary>
    public static Task KeepAsync(this SocialDb db, string contentType, Guid contentId, ContentCopy copy, DateTimeOffset now)
    {
        var fields = JsonSerializer.Serialize(copy.Fields);
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO content_copies (content_type, content_id, fingerprint, author_id, fields, picture_url, taken_at)
            SELECT {contentType}, {contentId}, md5({fields} || coalesce({copy.PictureUrl}, '')), {copy.AuthorId}, {fields}::jsonb, {copy.PictureUrl}, {now}
            WHERE (SELECT count(*) FROM content_copies WHERE content_type = {contentType} AND content_id = {contentId}) < {MostCopies}
            ON CONFLICT DO NOTHING
            """);
    }

    /// <summary>What is kept of a content, in the order of time; null: nothing.</summary>
    public static async Task<IReadOnlyList<ContentCopySnapshot>?> FindCopiesAsync(this SocialDb db, string contentType, Guid contentId, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<Row>($"""
            SELECT author_id, fields::text AS fields, picture_url, taken_at
            FROM content_copies WHERE content_type = {contentType} AND content_id = {contentId} ORDER BY taken_at, fingerprint
            """).ToListAsync(cancellationToken);
        return rows.Count == 0 ? null
            : rows.ConvertAll(row => new ContentCopySnapshot(row.AuthorId, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Fields)!, row.PictureUrl, row.TakenAt));
    }

    private static SortedDictionary<string, string> Fields(params (string Name, string? Value)[] fields) =>
        new(fields.Where(field => !string.IsNullOrEmpty(field.Value)).ToDictionary(field => field.Name, field => field.Value!, StringComparer.Ordinal), StringComparer.Ordinal);

    private sealed record Row(Guid? AuthorId, string Fields, string? PictureUrl, DateTimeOffset TakenAt);
}

/// <summary>Reported content in one state.</summary>
/// <param name="AuthorId">The person who made it.</param>
/// <param name="Fields">What it says, by the names of its view; empty members are left out.</param>
/// <param name="PictureUrl">Where its picture is served, relative to the gateway.</param>
internal sealed record ContentCopy(Guid? AuthorId, IReadOnlyDictionary<string, string> Fields, string? PictureUrl);

/// <summary>Drops copies whose case was decided long enough ago. Any number of instances may.</summary>
internal sealed class OldContentCopies(NpgsqlDataSource database, TimeProvider clock, ILogger<OldContentCopies> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const string Drop =
        """
        DELETE FROM content_copies c USING moderation_cases m
        WHERE m.content_type = c.content_type AND m.content_id = c.content_id AND m.status = 'decided' AND m.decided_at < $1
        """;

    protected override Task RunOnceAsync(CancellationToken stopping) => SweepAsync(Clock.GetUtcNow(), stopping);

    internal async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = database.CreateCommand(Drop);
        command.Parameters.Add(new() { Value = now - ContentCopies.KeptAfterDecision });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
