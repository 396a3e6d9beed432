using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Companion.People;
using Community.Contracts.Companion;
using Community.People;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Pagination;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Opportunities;

/// <summary>
/// Searches a few times a day for opportunities for each new or recently active user. Any number of instances may do it; each user is
/// claimed by one at a time. A user gets at most three things on each of their days.
/// </summary>
internal sealed class OpportunityWork(IServiceScopeFactory scopes, TimeProvider clock, ILogger<OpportunityWork> logger)
    : PeriodicWork(TimeSpan.FromSeconds(20), clock, logger)
{
    private const int MostADay = 3;
    private const int MostOfAKind = 2;
    private const int AtOnce = 20;
    private const int Alike = 30;
    private const int LongestBio = 300;

    /// <summary>The relevance from which a thing comes close to a profile.</summary>
    private const double LeastScore = 0.3;

    private static readonly TimeSpan Every = TimeSpan.FromHours(6);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(60);

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => RunRoundAsync(cancellationToken);

    internal async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await ClaimAsync() is { Count: > 0 } people)
        {
            foreach (var person in people)
            {
                await RefreshAsync(person);
            }
        }
    }

    /// <summary>Claims users. If an instance dies, its users wait for their next turn.</summary>
    private async Task<List<Guid>> ClaimAsync()
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<CompanionDb>(), Clock.GetUtcNow());
        return await db
            .Database.SqlQuery<Guid>(
                $"""
                UPDATE opportunity_turns SET next_at = {now + Every}
                WHERE user_id IN (SELECT user_id FROM opportunity_turns WHERE next_at <= {now} ORDER BY next_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING user_id AS "Value"
                """
            )
            .ToListAsync();
    }

    /// <summary>The items that are closest in meaning to the user's profile, the best first.</summary>
    private static async Task<IReadOnlyList<FoundItem>> AlikeAsync(CompanionDb db, SemanticSearch search, Guid userId)
    {
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == userId);
        var words = person switch
        {
            null or { IsGuest: true } => "",
            { Interests.Length: > 0 } => string.Join(", ", person.Interests),
            _ => person.Bio ?? "",
        };
        if (words.Length is 0 or > LongestBio)
        {
            return [];
        }

        var found = await search.FindAsync(
            userId,
            words,
            [MeaningKind.Community, MeaningKind.Event, MeaningKind.Course],
            new PageQuery(1, Alike),
            CancellationToken.None
        );
        return [.. found.Items.Where(item => item.Score >= LeastScore)];
    }

    /// <summary>The best candidates that the day has room for, at most two about things of one kind.</summary>
    /// <param name="found">The candidates, the best first.</param>
    /// <param name="made">The kinds of the things that were pointed out today.</param>
    internal static List<Candidate> Mixed(IReadOnlyList<Candidate> found, IReadOnlyList<string> made)
    {
        List<Candidate> mixed = [];
        foreach (var candidate in found)
        {
            var ofKind = made.Count(kind => kind == candidate.TargetType) + mixed.Count(other => other.TargetType == candidate.TargetType);
            if (mixed.Count + made.Count < MostADay && ofKind < MostOfAKind)
            {
                mixed.Add(candidate);
            }
        }

        return mixed;
    }

    private async Task RefreshAsync(Guid userId)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CompanionDb>();
        var now = Clock.GetKeptNow();

        // Before the transaction: the search has connections of its own.
        var alike = await AlikeAsync(db, scope.ServiceProvider.GetRequiredService<SemanticSearch>(), userId);
        await db.InTransactionAsync(async () =>
        {
            var isLongGone =
                await db.Streaks.AllAsync(streak => streak.UserId != userId || streak.LastAt < now - Forgotten)
                && !await db.People.AnyAsync(person => person.Id == userId && person.CreatedAt >= now - Forgotten);
            if (isLongGone || !await db.HoldAsync(userId))
            {
                await db.Database.ExecuteSqlAsync($"DELETE FROM opportunity_turns WHERE user_id = {userId}");
                return;
            }

            var person = await db.People.AsNoTracking().SingleAsync(person => person.Id == userId);
            var today = LocalDay.Of(person, now);
            var made = await db
                .Opportunities.Where(each => each.UserId == userId && each.Day == today)
                .Select(each => each.TargetType)
                .ToListAsync();
            if (made.Count < MostADay && !person.IsGuest)
            {
                foreach (var candidate in Mixed(await new OpportunityFinder(db).FindAsync(person, alike, now), made))
                {
                    await db.PointOutAsync(person.Id, candidate, today, now);
                }

                await db.SaveChangesAsync();
            }
        });
    }
}

internal static class PointingOut
{
    /// <summary>A new profile needs a moment until the things that fit it are found.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>A new user gets opportunities without having done anything here.</summary>
    public static Task ExpectOpportunitiesAsync(this CompanionDb db, Guid userId, DateTimeOffset now) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO opportunity_turns (user_id, next_at)
            SELECT id, {now + Settling} FROM people WHERE id = {userId} AND NOT is_erased AND NOT is_guest FOR SHARE
            ON CONFLICT DO NOTHING
            """
        );

    /// <summary>Points a thing out, unless it was pointed out before. The caller saves.</summary>
    public static async Task PointOutAsync(this CompanionDb db, Guid userId, Candidate found, DateOnly today, DateTimeOffset now)
    {
        var (id, text) = (Guid.CreateVersion7(now), found.Text);
        if (
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO opportunities (
                    id, user_id, kind, priority, about, target_type, target_id, title, description, action_text,
                    arabic_title, arabic_description, arabic_action_text, action_link, day, created_at, expires_at)
                VALUES (
                    {id}, {userId}, {found.Kind}, {found.Priority}, {found.About}, {found.TargetType}, {found.TargetId},
                    {text.Title.English}, {text.Description.English}, {text.ActionText.English},
                    {text.Title.Arabic}, {text.Description.Arabic}, {text.ActionText.Arabic}, {found.ActionLink}, {today}, {now}, {found.ExpiresAt})
                ON CONFLICT DO NOTHING
                """
            ) > 0
        )
        {
            db.Publish(
                new OpportunityFound(
                    Guid.CreateVersion7(now),
                    now,
                    id,
                    Version: 1,
                    userId,
                    found.Kind,
                    found.TitleForOthers.English,
                    found.ActionLink,
                    found.TitleForOthers.Arabic
                )
            );
        }
    }
}
