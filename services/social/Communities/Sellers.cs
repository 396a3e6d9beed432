using Community.Contracts.Identity;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.Problems;

namespace Community.Social.Communities;

/// <summary>The rule for sellers of access to a community: they have a verified mail address or phone number.</summary>
internal sealed class Sellers(OwnerClient owners)
{
    /// <summary>The members of a community that only a verified user may set.</summary>
    public static (string Visibility, long? PriceCents, string? Currency, long? PriceCredits, string? Billing) PriceOf(
        CommunityGroup community
    ) => (community.Visibility, community.PriceCents, community.Currency, community.PriceCredits, community.Billing);

    public static ForbiddenProblem Unverified() =>
        Problem.Forbidden(
            "A paid community needs a verified mail address or phone number. POST /auth/resend-verification sends you a code.",
            "verification_required"
        );

    /// <summary>Asks identity, outside of a transaction, so that no connection is held during the call.</summary>
    /// <exception cref="ProblemException">503: identity is away.</exception>
    public async Task<bool> IsVerifiedAsync(Guid user) =>
        await owners.RequireAsync<PersonSnapshot>("identity", $"/internal/people/{user}") is { IsVerified: true };

    /// <exception cref="ProblemException">403 <c>verification_required</c>, or 503: identity is away.</exception>
    public async Task RequireVerifiedAsync(Guid user)
    {
        if (!await IsVerifiedAsync(user))
        {
            throw Unverified().ToException();
        }
    }
}
