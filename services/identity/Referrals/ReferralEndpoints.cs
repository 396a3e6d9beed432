using System.Security.Claims;
using Community.Identity.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Referrals;

/// <summary>The caller's referral code and its results.</summary>
internal static class ReferralEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/users/me").WithTags("Referrals").MapGet("/referral", GetAsync).RequireSignedIn();

    /// <summary>Shows the caller's referral code, the number of registrations with it, and the credits earned.</summary>
    private static async Task<Results<Ok<ReferralView>, NotFoundProblem>> GetAsync(ClaimsPrincipal caller, IdentityDb db)
    {
        var id = caller.UserId();
        var found = await db
            .Users.Where(user => user.Id == id && user.ErasedAt == null)
            .Select(user => new
            {
                user.ReferralCode,
                Referred = db.Users.Count(referred => referred.ReferredBy == id),
                Pending = db.Users.Count(referred =>
                    referred.ReferredBy == id && !db.ReferralConversions.Any(c => c.ReferredId == referred.Id && c.Counts)
                ),
                Conversions = db.ReferralConversions.Count(c => c.ReferrerId == id && c.Counts),
                Earned = db.ReferralConversions.Where(c => c.ReferrerId == id).Sum(c => c.CreditsEarned),
            })
            .SingleOrDefaultAsync();
        return found is null
            ? Problem.NotFound("There is no such account.")
            : TypedResults.Ok(
                new ReferralView(found.ReferralCode, found.ReferralCode, found.Referred, found.Pending, found.Conversions, found.Earned)
            );
    }
}

/// <param name="Code">The code that others give at registration.</param>
/// <param name="ReferralCode">The same.</param>
/// <param name="ReferralsCount">How many users registered with it.</param>
/// <param name="Pending">How many of these users do not count yet, or not any more.</param>
/// <param name="Conversions">How many count: they keep a payment that can no longer go back.</param>
/// <param name="CreditsEarned">The credits that their conversions gave to the caller.</param>
internal sealed record ReferralView(string Code, string ReferralCode, int ReferralsCount, int Pending, int Conversions, long CreditsEarned)
    : IHasExample<ReferralView>
{
    public static ReferralView Example => new("XC8JF42AB7", "XC8JF42AB7", 5, 3, 2, 100);
}
