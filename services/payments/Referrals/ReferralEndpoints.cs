using System.Security.Claims;
using Community.Payments.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Referrals;

/// <summary>The results of the caller's referrals.</summary>
internal static class ReferralEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/payments").WithTags("Payments").MapGet("/referrals", ShowAsync).RequireSignedIn();

    /// <summary>
    /// Shows how many users registered with the caller's code, how many of them count, the rewards so far and the next reward.
    /// </summary>
    /// <remarks>
    /// A referral counts once a payment of the other person can no longer be refunded by its terms (for an event: after its end), and as
    /// long as the money stays. A purchase from the caller does not count.
    /// </remarks>
    private static async Task<Ok<ReferralsView>> ShowAsync(ClaimsPrincipal caller, PaymentsDb db)
    {
        var user = caller.UserId();
        var sums = await db
            .Referrals.AsNoTracking()
            .Where(referral => referral.ReferrerId == user)
            .GroupBy(_ => 1)
            .Select(all => new
            {
                Pending = all.Count(referral => referral.ConvertedAt == null),
                Conversions = all.Count(referral => referral.ConvertedAt != null),
                Earned = all.Sum(referral => referral.CreditsEarned),
            })
            .SingleOrDefaultAsync();
        return TypedResults.Ok(ReferralsView.Of(sums?.Pending ?? 0, sums?.Conversions ?? 0, sums?.Earned ?? 0));
    }
}

/// <summary>The results of a user's referrals.</summary>
/// <param name="Pending">How many users registered with the caller's code and do not count yet, or not any more.</param>
/// <param name="Conversions">How many count.</param>
/// <param name="CreditsEarned">The credits that their conversions gave to the caller.</param>
/// <param name="NextReward">The next reward beside credits; null: all have been given.</param>
internal sealed record ReferralsView(int Pending, int Conversions, long CreditsEarned, NextRewardView? NextReward)
    : IHasExample<ReferralsView>
{
    public static ReferralsView Example => Of(3, 2, 100);

    public static ReferralsView Of(int pending, int conversions, long earned) =>
        new(
            pending,
            conversions,
            earned,
            ReferralReward.After(conversions) is { } next
                ? new(next.Conversions, next.Conversions - conversions, next.Plan.Code, next.Months)
                : null
        );
}

/// <summary>A reward to come.</summary>
/// <param name="Conversions">The number of conversions that brings it.</param>
/// <param name="Missing">How many are missing.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Months">For how many months; null: for life.</param>
internal sealed record NextRewardView(int Conversions, int Missing, string Plan, int? Months);
