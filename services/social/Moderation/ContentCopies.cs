using System.ComponentModel.DataAnnotations.Schema;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Storage;
using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Social.Moderation;

/// <summary>
/// Copies of reported profiles and communities. They are taken in the transaction that files the report, so that every copy has a report;
/// the same state is copied once. They are kept while the case is open and for <see cref="KeptAfterDecision"/> after a decision.
/// </summary>
internal static class ContentCopies
{
    /// <summary>Appeals are possible for 30 days, and answering them takes some time.</summary>
    public static readonly TimeSpan KeptAfterDecision = TimeSpan.FromDays(45);

    /// <summary>The number of states of one content that are kept at most.</summary>
    private const int MostCopies = 20;

    /// <summary>The contents of a profile.</summary>
    public static ContentCopy Of(Guid userId, UserProfile profile) =>
        new(
            userId,
            Fields(
                ("username", profile.Username),
                ("full_name", profile.FullName),
                ("bio", profile.Bio),
                ("location", profile.Location),
                ("region", profile.Region),
                ("city", profile.City),
                ("interests", string.Join(", ", profile.Interests)),
                ("identity_badge", profile.IdentityBadge)
            ),
            profile.PictureUrl
        );

    /// <summary>The contents of a community.</summary>
    public static ContentCopy Of(CommunityGroup community) =>
        new(
            community.CreatedBy,
            Fields(
                ("kind", community.Kind),
                ("name", community.Name),
                ("description", community.Description),
                ("rules", community.Rules),
                ("category", community.Category),
                ("region", community.Region),
                ("interest", community.Interest),
                ("tags", string.Join(", ", community.Tags)),
                ("visibility", community.Visibility)
            ),
            CommunityView.PictureUrlOf(community.Id, community.PictureKey),
            community.PictureKey
        );

    /// <summary>Stores a copy, in the open transaction.</summary>
    public static Task KeepAsync(this SocialDb db, string contentType, Guid contentId, ContentCopy copy, DateTimeOffset now)
    {
        var fields = JsonSerializer.Serialize(copy.Fields);
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO content_copies AS c (content_type, content_id, fingerprint, author_id, fields, picture_url, object_key, taken_at)
            SELECT {contentType}, {contentId}, md5({fields} || coalesce({copy.PictureUrl}, '')), {copy.AuthorId}, {fields}::jsonb, {copy.PictureUrl}, {copy.PictureKey}, {now}
            WHERE (SELECT count(*) FROM content_copies WHERE content_type = {contentType} AND content_id = {contentId}) < {MostCopies}
            ON CONFLICT (content_type, content_id, fingerprint) DO UPDATE SET object_key = excluded.object_key
            WHERE c.object_key IS NULL AND excluded.object_key IS NOT NULL
            """
        );
    }

    /// <summary>The copies of a case's content, in chronological order; null: there are none.</summary>
    public static async Task<IReadOnlyList<ContentCopySnapshot>?> FindCopiesAsync(
        this SocialDb db,
        Guid caseId,
        string contentType,
        Guid contentId,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT author_id, fields::text AS fields, picture_url, object_key, taken_at
                FROM content_copies WHERE content_type = {contentType} AND content_id = {contentId} ORDER BY taken_at, fingerprint
                """
            )
            .ToListAsync(cancellationToken);
        return rows.Count == 0
            ? null
            : rows.ConvertAll(row => new ContentCopySnapshot(
                row.AuthorId,
                JsonSerializer.Deserialize<Dictionary<string, string>>(row.Fields)!,
                row.PictureKey is { } key ? UrlOf(caseId, key) : row.PictureUrl,
                row.TakenAt
            ));
    }

    /// <summary>The stored picture of a case's content; null: there is none of that version.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="contentType">One of <see cref="ReportedContent"/>.</param>
    /// <param name="contentId">The reported content.</param>
    /// <param name="version">The last part of the picture's address.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<string?> FindPictureAsync(
        this SocialDb db,
        string contentType,
        Guid contentId,
        string version,
        CancellationToken cancellationToken
    ) =>
        (
            await db
                .Database.SqlQuery<string>(
                    $"""
                    SELECT DISTINCT object_key AS "Value" FROM content_copies WHERE content_type = {contentType} AND content_id = {contentId} AND object_key IS NOT NULL
                    """
                )
                .ToListAsync(cancellationToken)
        ).Find(key => ObjectKey.VersionOf(key) == version);

    /// <summary>A copy of the picture at an address, if one is stored already.</summary>
    public static async Task<string?> FindPictureAsync(this SocialDb db, string contentType, Guid contentId, string pictureUrl) =>
        (
            await db
                .Database.SqlQuery<string>(
                    $"""
                    SELECT object_key AS "Value" FROM content_copies
                    WHERE content_type = {contentType} AND content_id = {contentId} AND picture_url = {pictureUrl} AND object_key IS NOT NULL LIMIT 1
                    """
                )
                .ToListAsync()
        ).SingleOrDefault();

    private static string UrlOf(Guid caseId, string key) => $"/api/v1/moderation/reports/{caseId}/pictures/{ObjectKey.VersionOf(key)}";

    private static SortedDictionary<string, string> Fields(params (string Name, string? Value)[] fields) =>
        new(
            fields
                .Where(field => !string.IsNullOrEmpty(field.Value))
                .ToDictionary(field => field.Name, field => field.Value!, StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    private sealed record Row(
        Guid? AuthorId,
        string Fields,
        string? PictureUrl,
        [property: Column("object_key")] string? PictureKey,
        DateTimeOffset TakenAt
    );
}

/// <summary>Reported content in one state.</summary>
/// <param name="AuthorId">The author.</param>
/// <param name="Fields">Its contents, by the names of its view; empty members are left out.</param>
/// <param name="PictureUrl">The path of its picture, relative to the gateway.</param>
/// <param name="PictureKey">The stored picture, which is kept as long as the copy; null: there is none, or it could not be read.</param>
internal sealed record ContentCopy(
    Guid? AuthorId,
    IReadOnlyDictionary<string, string> Fields,
    string? PictureUrl,
    string? PictureKey = null
);

/// <summary>
/// Deletes copies whose case was decided long enough ago, and their pictures unless they are in use. Any number of instances may run it.
/// </summary>
internal sealed class OldContentCopies(NpgsqlDataSource database, TimeProvider clock, ILogger<OldContentCopies> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private const string Drop = """
        WITH old AS (
            DELETE FROM content_copies c USING moderation_cases m
            WHERE m.content_type = c.content_type AND m.content_id = c.content_id AND m.status = 'decided' AND m.decided_at < $1
            RETURNING c.object_key)
        INSERT INTO dropped_objects (object_key, dropped_at) SELECT DISTINCT object_key, $2::timestamptz FROM old WHERE object_key IS NOT NULL ON CONFLICT DO NOTHING
        """;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => SweepAsync(Clock.GetUtcNow(), cancellationToken);

    internal async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var command = Command(database, Drop, now - ContentCopies.KeptAfterDecision, now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
