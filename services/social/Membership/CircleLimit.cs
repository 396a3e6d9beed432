using System.Security.Cryptography;
using Community.People.Plans;
using Community.Platform.Http.Problems;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Plans;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>
/// The number of circles of a user with a free plan is limited; founding a circle counts too. The limit is exact, because code that adds a
/// user to a circle first takes the user's lock. When a plan ends, all memberships stay.
/// </summary>
internal sealed class CircleLimit(SocialDb db, PlanLookup plans, MembershipOptions options)
{
    /// <summary>
    /// Called before the transaction in which the user founds a circle. If the number of circles requires a plan, and no integration event
    /// about it has arrived, it asks payments whether the user has one.
    /// </summary>
    public async Task AskAsync(Guid userId)
    {
        if (await CountAsync(userId) >= options.FreeCircles)
        {
            await plans.AllowsAsync(userId, EntitlementCode.UnlimitedCircles);
        }
    }

    /// <summary>Called before the user founds a circle, in the transaction that does it and before any community's row is locked.</summary>
    /// <exception cref="ProblemException">402 with <c>required_plan</c>.</exception>
    public async Task RequireAsync(Guid userId)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({KeyOf(userId)})");
        if (await CountAsync(userId) >= options.FreeCircles && !await plans.HasAsync(userId, EntitlementCode.UnlimitedCircles))
        {
            throw PlanRequired(options).ToException();
        }
    }

    private Task<int> CountAsync(Guid userId) =>
        db.Members.CountAsync(member =>
            member.UserId == userId
            && member.IsMember
            && db.Communities.Any(community =>
                community.Id == member.CommunityId && community.Kind == CommunityKind.Circle && community.DeletedAt == null
            )
        );

    public static PaymentRequiredProblem PlanRequired(MembershipOptions options) =>
        Problem.PlanRequired("premium", $"With the free plan you can be in at most {options.FreeCircles} circles.", "circle_limit");

    /// <summary>The locks of users, in the order in which all code takes them.</summary>
    public static long[] KeysOf(IEnumerable<Guid> people) => [.. people.Select(KeyOf).Distinct().Order()];

    private static long KeyOf(Guid userId) =>
        BitConverter.ToInt64(SHA256.HashData([.. "circles of "u8, .. userId.ToByteArray(bigEndian: true)]));
}
