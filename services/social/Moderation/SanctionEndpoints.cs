using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>A user's sanctions and decisions, and lifting a sanction early.</summary>
internal static class SanctionEndpoints
{
    private const int MostDecisions = 100;

    public static void MapSanctions(this IEndpointRouteBuilder api)
    {
        var people = api.MapGroup("/moderation/users/{id:guid}").WithTags("Moderation").RequireModerator();
        people.MapGet("/", ShowAsync).NotStored("shows sanctions of a person").WithName("moderation_user");
        people.MapPost("/lift", LiftAsync).WithName("standing_lift").RecordsAct(StaffActs.SanctionLifted).Idempotent();
    }

    /// <summary>Shows the decisions about a user, and the sanctions in force.</summary>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<UserSanctionsView>, ForbiddenProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    ) => id == caller.UserId() ? OwnCase.Refusal() : TypedResults.Ok(await ReadAsync(db, id, clock.GetUtcNow()));

    /// <summary>Lifts a user's mutes or suspensions before their end.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="request">The sanction, and the reason.</param>
    private static Task<Results<Ok<UserSanctionsView>, BadRequestProblem, ForbiddenProblem, ConflictProblem>> LiftAsync(
        Guid id,
        LiftRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<UserSanctionsView>, BadRequestProblem, ForbiddenProblem, ConflictProblem>>(async () =>
        {
            if (id == caller.UserId())
            {
                return OwnCase.Refusal();
            }

            var (kind, now) = (ApiNames.Of(request.Kind), clock.GetKeptNow());
            var inForce = await db
                .Sanctions.FromSql(
                    $"""
                    SELECT * FROM sanctions WHERE user_id = {id} AND kind = {kind} AND lifted_at IS NULL AND (until IS NULL OR until > {now})
                    ORDER BY id FOR NO KEY UPDATE
                    """
                )
                .ToListAsync();
            if (inForce.Count == 0)
            {
                return Problem.Conflict($"This person has no {kind} at the moment.", "nothing_to_lift");
            }

            var decisionIds = inForce.Select(sanction => sanction.DecisionId).ToArray();
            var decisions = await db
                .ModerationDecisions.AsNoTracking()
                .Where(decision => decisionIds.Contains(decision.Id))
                .ToDictionaryAsync(decision => decision.Id);
            db.RecordAct(StaffActs.SanctionLifted, caller.UserId(), now, id, outcome: kind);
            foreach (var sanction in inForce)
            {
                var decision = await db.AppendAsync(
                    seq => decisions[sanction.DecisionId].FollowedBy(seq, DecisionKind.Lift, caller.UserId(), now),
                    request.Note
                );
                await db.LiftAsync(sanction, decision);
            }

            return TypedResults.Ok(await ReadAsync(db, id, now));
        });

    private static async Task<UserSanctionsView> ReadAsync(SocialDb db, Guid id, DateTimeOffset now)
    {
        var person = await db
            .People.Where(person => person.Id == id && person.ProfileVersion > 0)
            .Select(PersonSummary.OfPerson)
            .SingleOrDefaultAsync();
        var inForce = await db
            .Sanctions.AsNoTracking()
            .Where(sanction =>
                sanction.UserId == id
                && sanction.Kind != SanctionKind.Warning
                && sanction.LiftedAt == null
                && (sanction.Until == null || sanction.Until > now)
            )
            .OrderByDescending(sanction => sanction.ImposedAt)
            .ThenBy(sanction => sanction.Id)
            .Select(sanction => new SanctionView(
                sanction.Id,
                sanction.Kind,
                sanction.DecisionId,
                sanction.Reason,
                sanction.ImposedAt,
                sanction.Until
            ))
            .ToListAsync();
        var decisions = await db
            .ModerationDecisions.Where(decision => decision.PersonId == id)
            .OrderByDescending(decision => decision.Seq)
            .Take(MostDecisions)
            .ToViews(db)
            .ToListAsync();
        return new(id, person, inForce, decisions);
    }
}

/// <summary>A user's sanctions and decisions.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Person">The user's summary, as far as known here.</param>
/// <param name="InForce">Mutes and suspensions in force, the latest first.</param>
/// <param name="Decisions">The decisions, the latest first; at most 100.</param>
internal sealed record UserSanctionsView(
    Guid UserId,
    PersonSummary? Person,
    IReadOnlyList<SanctionView> InForce,
    IReadOnlyList<DecisionView> Decisions
) : IHasExample<UserSanctionsView>
{
    public static UserSanctionsView Example =>
        new(PersonSummary.Example.Id, PersonSummary.Example, [SanctionView.Example], [DecisionView.Example]);
}

/// <summary>A mute or suspension in force.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">mute or suspension.</param>
/// <param name="DecisionId">The decision that imposed it.</param>
/// <param name="Reason">The most frequent reason of the reports.</param>
/// <param name="ImposedAt">When it began.</param>
/// <param name="Until">When it ends by itself; null: when it is lifted.</param>
internal sealed record SanctionView(
    Guid Id,
    string Kind,
    Guid DecisionId,
    [property: WordOf<ReportReason>] string Reason,
    DateTimeOffset ImposedAt,
    DateTimeOffset? Until
) : IHasExample<SanctionView>
{
    public static SanctionView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f3"),
            "mute",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"),
            "spam",
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero)
        );
}

internal enum Liftable
{
    /// <summary>The user may read but not write.</summary>
    Mute,

    /// <summary>The user cannot sign in.</summary>
    Suspension,
}

/// <param name="Kind">mute or suspension.</param>
/// <param name="Note">The reason, for other moderators; at most 2000 characters.</param>
internal sealed record LiftRequest(Liftable Kind, [property: StringLength(2000), MultiLine] string Note) : IHasExample<LiftRequest>
{
    public static LiftRequest Example => new(Liftable.Mute, "They understood.");
}
