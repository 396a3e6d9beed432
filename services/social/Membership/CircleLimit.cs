using System.Security.Cryptography;
using Community.ServiceDefaults.Problems;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Plans;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>
/// A free plan is in a few circles at most; founding one counts as being in it. Exact, since whoever adds a person to a circle first takes the
/// person's lock. When a plan ends, nobody is thrown out of anything.
/// </summary>
internal sealed class CircleLimit(SocialDb db, PlanLookup plans, MembershipOptions options)
{
    /// <summary>
    /// Before the transaction in which the person founds a circle: payments is asked whether their plan allows one more than the free one, if that is what it comes to and
    /// the bus has not told it yet.
    /// </summary>
    public async Task AskAsync(Guid userId)
    {
        if (await CountAsync(userId) >= options.FreeCircles)
        {
            await plans.AllowsAsync(userId, EntitlementCode.UnlimitedCircles);
        }
    }

    /// <summary>Before the person founds a circle, in the transaction that does it and before any community's row is locked.</summary>
    /// <exception cref="ProblemException">402 with <c>required_plan</c>.</exception>
    public async Task RequireAsync(Guid userId)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({KeyOf(userId)})");
        if (await CountAsync(userId) >= options.FreeCircles && !await plans.HasAsync(userId, EntitlementCode.UnlimitedCircles))
        {
            throw PlanRequired(options).ToException();
        }
    }

    private Task<int> CountAsync(Guid userId) => db.Members.CountAsync(member => member.UserId == userId && member.IsMember
        && db.Communities.Any(community => community.Id == member.CommunityId && community.Kind == CommunityKind.Circle && community.DeletedAt == null));

    public static PaymentRequiredProblem PlanRequired(MembershipOptions options) =>
        Problem.PlanRequired("premium", $"With the free plan you can be in at most {options.FreeCircles} circles.", "circle_limit");

    /// <summary>The locks of people, in the order in which everybody takes them.</summary>
    public static long[] KeysOf(IEnumerable<Guid> people) => [.. people.Select(KeyOf).Distinct().Order()];

    private static long KeyOf(Guid userId) => BitConverter.ToInt64(SHA256.HashData([.. "circles of "u8, .. userId.ToByteArray(bigEndian: true)]));
}
