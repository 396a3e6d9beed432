using System.Security.Claims;
using Community.Identity.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.SignIns;

/// <summary>The record of logins, for the account's owner.</summary>
internal static class SignInEndpoints
{
    private const int MaxShown = 100;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/auth/sign-ins", ListAsync)
            .WithName("sign_ins_feature_list")
            .NotStored("shows addresses and devices")
            .WithTags("Sessions")
            .RequireSignedIn();

    /// <summary>Lists the logins to the caller's account in the last 90 days, successful and failed, the newest first.</summary>
    /// <remarks>
    /// At most 100. Attempts within one hour from one network with one outcome are one item. Wrong present passwords at a change of
    /// password or address, or at the erasure, count too.
    /// </remarks>
    private static async Task<Ok<SignInList>> ListAsync(ClaimsPrincipal caller, IdentityDb db)
    {
        var userId = caller.UserId();
        var items = await db
            .SignIns.Where(signIn => signIn.UserId == userId)
            .OrderByDescending(signIn => signIn.LastAt)
            .ThenBy(signIn => signIn.Outcome)
            .ThenBy(signIn => signIn.Network)
            .Take(MaxShown)
            .Select(signIn => new SignInView(signIn.Outcome, signIn.Network, signIn.Count, signIn.FirstAt, signIn.LastAt, signIn.UserAgent))
            .ToListAsync();
        return TypedResults.Ok(new SignInList(items));
    }
}

/// <param name="Outcome">
/// <c>signed_in</c>, <c>wrong_password</c>, <c>wrong_code</c> (of the second factor), <c>too_many_failures</c> (not compared),
/// <c>second_factor_required</c> or <c>suspended</c> (the password was right).
/// </param>
/// <param name="Network">The network: an address without its last part, such as <c>203.0.113.0/24</c>.</param>
/// <param name="Count">The number of attempts within the hour.</param>
/// <param name="FirstAt">The time of the first attempt.</param>
/// <param name="LastAt">The time of the last attempt.</param>
/// <param name="UserAgent">The User-Agent of the last attempt.</param>
internal sealed record SignInView(
    string Outcome,
    string Network,
    int Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    string? UserAgent
) : IHasExample<SignInView>
{
    public static SignInView Example =>
        new(
            SignInOutcomes.WrongPassword,
            "203.0.113.0/24",
            3,
            new DateTimeOffset(2026, 11, 21, 8, 2, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 5, 0, TimeSpan.Zero),
            "Community/1.4 (Android 16)"
        );
}

/// <param name="Items">The attempts, the newest first.</param>
internal sealed record SignInList(IReadOnlyList<SignInView> Items) : IHasExample<SignInList>
{
    public static SignInList Example => new([SignInView.Example]);
}
