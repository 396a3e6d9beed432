using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.People;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Badges;

/// <summary>The caller's badges.</summary>
internal static class BadgeEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/companion/badges").WithTags("Daily path").RequireAuthorization(Policies.SignedIn).MapGet("/", ListAsync);

    /// <summary>Shows all badges, with the caller's own and the progress towards the others.</summary>
    /// <remarks>Titles and descriptions are in the language that <c>Accept-Language</c> prefers: English or Arabic.</remarks>
    private static async Task<Results<Ok<BadgeList>, ForbiddenProblem>> ListAsync(
        ClaimsPrincipal caller,
        HttpRequest request,
        Actors actors,
        CompanionDb db
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var totals = await db.ActivityTotalsAsync(me.Id);
        var had = await db
            .BadgeAwards.AsNoTracking()
            .Where(award => award.UserId == me.Id)
            .ToDictionaryAsync(award => award.Badge, award => award.AwardedAt, StringComparer.Ordinal);
        return TypedResults.Ok(
            new BadgeList([
                .. Badge.All.Select(badge => new BadgeView(
                    badge.Name,
                    badge.Title.For(request),
                    badge.Description.For(request),
                    had.TryGetValue(badge.Name, out var at) ? at : null,
                    Math.Min(badge.Have(totals), badge.Need),
                    badge.Need
                )),
            ])
        );
    }
}

/// <summary>All badges.</summary>
/// <param name="Items">In the order in which they are shown.</param>
internal sealed record BadgeList(IReadOnlyList<BadgeView> Items) : IHasExample<BadgeList>
{
    public static BadgeList Example => new([new BadgeView("Steady", "Steady", "Showed up seven days in a row.", null, 4, 7)]);
}

/// <summary>A badge and the caller's progress.</summary>
/// <param name="Name">Its name, the same in all languages.</param>
/// <param name="Title">The name for readers.</param>
/// <param name="Description">The activity that it is given for.</param>
/// <param name="EarnedAt">Since when the caller has it; null: not yet. A badge is never taken away.</param>
/// <param name="Have">The caller's count, up to <c>need</c>.</param>
/// <param name="Need">The count that is needed.</param>
internal sealed record BadgeView(string Name, string Title, string Description, DateTimeOffset? EarnedAt, int Have, int Need);

/// <summary>A badge that a person has.</summary>
/// <param name="Name">Its name, the same in all languages.</param>
/// <param name="Title">The name for readers.</param>
/// <param name="Description">The activity that it was given for.</param>
/// <param name="EarnedAt">When it was given, in UTC.</param>
internal sealed record EarnedBadge(string Name, string Title, string Description, DateTimeOffset EarnedAt) : IHasExample<EarnedBadge>
{
    public static EarnedBadge Example =>
        new("Founder", "Founder", "Founded a community.", new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero));
}
