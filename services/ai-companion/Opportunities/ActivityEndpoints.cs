using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Companion.People;
using Community.Companion.Words;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Community.Companion.Opportunities;

/// <summary>The caller's opportunities.</summary>
internal static class ActivityEndpoints
{
    /// <summary>{0}: the caller. {1}: the present. {2}: the last id of the page before, or null. {3}: the limit.</summary>
    private static readonly string Shown = $$"""
        SELECT o.* FROM opportunities o
        WHERE o.user_id = {0} AND o.dismissed_at IS NULL AND o.expires_at > {1} AND ({2} IS NULL OR o.id < {2})
            AND CASE o.target_type
                WHEN 'person' THEN EXISTS (SELECT FROM people p WHERE p.id = o.target_id AND {{Visibility.IsSeen("p", "{0}", "{1}")}})
                WHEN 'community' THEN EXISTS (SELECT FROM communities c WHERE c.id = o.target_id AND NOT c.is_deleted AND (
                    (c.visibility = 'public' AND NOT c.is_hidden)
                    OR EXISTS (SELECT FROM memberships m WHERE m.community_id = c.id AND m.user_id = {0} AND m.is_member)))
                WHEN 'event' THEN EXISTS (SELECT FROM events e WHERE e.id = o.target_id AND NOT e.is_cancelled AND NOT e.is_removed
                    AND e.visibility = 'public' AND {{SeenItems.OrganizerIsSeen("e", "{0}", "{1}")}})
                WHEN 'course' THEN EXISTS (SELECT FROM courses c WHERE c.id = o.target_id AND c.status = 'published')
                ELSE true
            END
        ORDER BY o.id DESC LIMIT {3}
        """;

    public static void Map(IEndpointRouteBuilder api)
    {
        var activity = api.MapGroup("/activity").WithTags("Daily path").RequireAuthorization(Policies.SignedIn);
        activity.MapGet("/", ListAsync);
        activity.MapPost("/{id:guid}/mark-read", MarkReadAsync);
        activity.MapDelete("/{id:guid}", DismissAsync);
    }

    /// <summary>Shows the caller's opportunities, the newest first.</summary>
    /// <remarks>
    /// Leaves out opportunities that are over, were dismissed, or lead to a thing that the caller may no longer see. At most three things a
    /// day are pointed out, each once. Texts are in the language that <c>Accept-Language</c> prefers: English or Arabic.
    /// </remarks>
    private static async Task<Results<Ok<CursorPage<OpportunityView>>, BadRequestProblem, ForbiddenProblem>> ListAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        HttpRequest request,
        Actors actors,
        CompanionDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = (await actors.RequireAsync(caller.UserId())).Id;
        var now = clock.GetUtcNow();
        Guid? after = page.TryGetPosition<OpportunityPosition>(out var position) ? position.Id : null;
        var shown = await db
            .Opportunities.FromSqlRaw(
                Shown,
                me,
                now,
                new NpgsqlParameter { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                page.Limit + 1
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            Cursor.Page(shown.ConvertAll(made => OpportunityView.Of(made, request)), page, view => new OpportunityPosition(view.Id))
        );
    }

    /// <summary>Marks an opportunity as read. Repeating it changes nothing.</summary>
    /// <param name="id">Its id.</param>
    private static async Task<Results<Ok<OpportunityView>, ForbiddenProblem, NotFoundProblem>> MarkReadAsync(
        Guid id,
        ClaimsPrincipal caller,
        HttpRequest request,
        Actors actors,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var me = (await actors.RequireAsync(caller.UserId())).Id;
        var now = clock.GetKeptNow();
        await db
            .Opportunities.Where(made => made.Id == id && made.UserId == me && made.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(made => made.ReadAt, now));
        return
            await db
                .Opportunities.AsNoTracking()
                .SingleOrDefaultAsync(made => made.Id == id && made.UserId == me && made.DismissedAt == null)
                is { } read
            ? TypedResults.Ok(OpportunityView.Of(read, request))
            : NoSuchOpportunity();
    }

    /// <summary>Dismisses an opportunity: it is not shown any more, and the same thing is never pointed out again.</summary>
    /// <param name="id">Its id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> DismissAsync(
        Guid id,
        ClaimsPrincipal caller,
        Actors actors,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var me = (await actors.RequireAsync(caller.UserId())).Id;
        var now = clock.GetKeptNow();
        return
            await db
                .Opportunities.Where(made => made.Id == id && made.UserId == me && made.DismissedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(made => made.DismissedAt, now)) > 0
            ? TypedResults.NoContent()
            : NoSuchOpportunity();
    }

    private static NotFoundProblem NoSuchOpportunity() => Problem.NotFound("There is no such opportunity.", "no_such_opportunity");

    private sealed record OpportunityPosition(Guid Id);
}

/// <summary>An opportunity.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">
/// <c>opportunity</c>: to take part in; <c>connection</c>: a person to meet; <c>insight</c>: about the caller's own path; <c>boost</c>: one
/// step is missing.
/// </param>
/// <param name="Priority"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Description">With the reason.</param>
/// <param name="ActionText">The text of a button.</param>
/// <param name="ActionLink">A path of the web client.</param>
/// <param name="Read">Whether it was read.</param>
/// <param name="CreatedAt">When it was pointed out, in UTC.</param>
/// <param name="ExpiresAt">When it will be over, in UTC.</param>
internal sealed record OpportunityView(
    Guid Id,
    string Type,
    string Priority,
    string Title,
    string Description,
    string ActionText,
    string ActionLink,
    bool Read,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
) : IHasExample<OpportunityView>
{
    public static OpportunityView Example =>
        new(
            new Guid("01926b3e-5d2a-7c4f-8a10-2f6c9d1e7b31"),
            OpportunityKind.Opportunity,
            "high",
            "Chess in the park could be a place for you",
            "It is about chess, which you care for, and it is in your region.",
            "Have a look",
            "/communities/01926b3e-5d2a-7c4f-8a10-2f6c9d1e7b32",
            false,
            new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 12, 5, 9, 0, 0, TimeSpan.Zero)
        );

    public static OpportunityView Of(Opportunity made, HttpRequest request) =>
        new(
            made.Id,
            made.Kind,
            made.Priority,
            new Bilingual(made.Title, made.ArabicTitle ?? made.Title).For(request),
            new Bilingual(made.Description, made.ArabicDescription ?? made.Description).For(request),
            new Bilingual(made.ActionText, made.ArabicActionText ?? made.ActionText).For(request),
            made.ActionLink,
            made.ReadAt is not null,
            made.CreatedAt,
            made.ExpiresAt
        );
}
