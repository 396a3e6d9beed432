using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary><c>Communities:MostOwned</c> (1 to 10,000; 50) by one person, and <c>:FoundedPerDay</c> (1 to 1,000; 10).</summary>
internal sealed record FoundingLimits(int MostOwned, int FoundedPerDay)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static FoundingLimits Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Communities");
        return new(Number("MostOwned", 50, 10_000), Number("FoundedPerDay", 10, 1_000));

        int Number(string name, int otherwise, int most) => section.GetValue(name, otherwise) is var value && value >= 1 && value <= most
            ? value
            : throw new InvalidOperationException($"Communities:{name} must be 1 to {most}.");
    }

    /// <summary>Before anything else of the transaction, so that one person's foundings are counted one after the other.</summary>
    public static Task WaitForTurnAsync(SocialDb db, Guid founder) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"founding {founder}"}, 0))");

    /// <exception cref="ProblemException">409 <c>too_many_owned</c>, or 429 <c>too_many_founded</c>.</exception>
    public async Task RequireAsync(SocialDb db, Guid founder, DateTimeOffset now)
    {
        if (await db.Members.CountAsync(m => m.UserId == founder && m.IsMember && m.Role == MemberRole.Owner) >= MostOwned)
        {
            throw Problem.Conflict($"You can own at most {MostOwned} communities. Delete one or give it to another owner first.", "too_many_owned").ToException();
        }

        // Deleting one does not give another: it is the founding that others see.
        var since = now - Day;
        var oldest = await db.Communities.Where(community => community.CreatedBy == founder && community.CreatedAt > since)
            .OrderByDescending(community => community.CreatedAt).Skip(FoundedPerDay - 1)
            .Select(community => (DateTimeOffset?)community.CreatedAt).FirstOrDefaultAsync();
        if (oldest + Day - now is { } wait)
        {
            throw Problem.TooManyRequests(wait, $"You can create at most {FoundedPerDay} communities a day. Try again tomorrow.", "too_many_founded").ToException();
        }
    }
}
