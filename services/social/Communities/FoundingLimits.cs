using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>How many communities a user may own and create.</summary>
[Settings("Communities")]
internal sealed class FoundingLimits
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Communities that a user may own.</summary>
    [Range(1, 10_000)]
    public int MostOwned { get; init; } = 50;

    /// <summary>Communities that a user may create in 24 hours.</summary>
    [Range(1, 1_000)]
    public int FoundedPerDay { get; init; } = 10;

    /// <summary>
    /// Locks the founder. It must come before anything else in the transaction, so that a user's foundings are counted one after the other.
    /// </summary>
    public static Task WaitForTurnAsync(SocialDb db, Guid founder) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"founding {founder}"}, 0))");

    /// <exception cref="ProblemException">409 <c>too_many_owned</c>, or 429 <c>too_many_founded</c>.</exception>
    public async Task RequireAsync(SocialDb db, Guid founder, DateTimeOffset now)
    {
        if (await db.Members.CountAsync(m => m.UserId == founder && m.IsMember && m.Role == MemberRole.Owner) >= MostOwned)
        {
            throw Problem
                .Conflict($"You can own at most {MostOwned} communities. Delete one or give it to another owner first.", "too_many_owned")
                .ToException();
        }

        // Deleted communities count too: other users have seen that they were founded.
        var since = now - Day;
        var oldest = await db
            .Communities.Where(community => community.CreatedBy == founder && community.CreatedAt > since)
            .OrderByDescending(community => community.CreatedAt)
            .Skip(FoundedPerDay - 1)
            .Select(community => (DateTimeOffset?)community.CreatedAt)
            .FirstOrDefaultAsync();
        if (oldest + Day - now is { } wait)
        {
            throw Problem
                .TooManyRequests(wait, $"You can create at most {FoundedPerDay} communities a day. Try again tomorrow.", "too_many_founded")
                .ToException();
        }
    }
}
