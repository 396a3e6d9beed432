using System.Security.Claims;
using Community.Companion.Conversation.Findings;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Safety;
using Community.Companion.Safety.Places;
using Community.Companion.Streaks;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.CheckIns;

/// <summary>Mood check-ins, and looking back at them. No other user ever sees them.</summary>
internal static class CheckInEndpoints
{
    private const int MostADay = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var checkIns = api.MapGroup("/companion/check-ins").WithTags("Daily path").RequireAuthorization(Policies.SignedIn);
        checkIns.MapPost("/", CheckInAsync).Idempotent();
        checkIns.MapGet("/", ListAsync).NotStored("how the caller feels");
        checkIns.MapGet("/moods", MoodsAsync).NotStored("how the caller feels");
        checkIns.MapDelete("/{id:guid}", DeleteAsync);
    }

    /// <summary>Records how the caller feels.</summary>
    /// <remarks>
    /// The safety layer reads words and note; if they sound as if help was needed, the answer has <c>care</c>. The day is the caller's own
    /// (<c>PUT /companion/settings</c>). More than 20 a day: 409 (<c>too_many_check_ins</c>).
    /// </remarks>
    private static async Task<Results<Created<CheckedIn>, BadRequestProblem, ForbiddenProblem, ConflictProblem>> CheckInAsync(
        NewCheckIn said,
        ClaimsPrincipal caller,
        Actors actors,
        CrisisDetector safety,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var text = string.Join('\n', [.. said.Words ?? [], said.Note ?? ""]);
        var finding = safety.Detect(text);
        return await db.InTransactionAsync<Results<Created<CheckedIn>, BadRequestProblem, ForbiddenProblem, ConflictProblem>>(async () =>
        {
            var me = await actors.RequireAsync(caller.UserId());
            var now = clock.GetKeptNow();
            var today = LocalDay.Of(me, now);
            // Check-ins of one user at the same moment go one after the other, so that each counts those before it.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"check-ins {me.Id}"}, 0))");
            if (await db.CheckIns.CountAsync(checkIn => checkIn.UserId == me.Id && checkIn.Day == today) >= MostADay)
            {
                return Problem.Conflict($"You can check in at most {MostADay} times a day. Try again tomorrow.", "too_many_check_ins");
            }

            var kept = new CheckIn
            {
                Id = Guid.CreateVersion7(now),
                UserId = me.Id,
                Day = today,
                Mood = said.Mood!.Value,
                Words = [.. said.Words ?? []],
                Note = string.IsNullOrWhiteSpace(said.Note) ? null : said.Note,
                CreatedAt = now,
            };
            db.CheckIns.Add(kept);
            if (finding is not null)
            {
                db.Record(finding, now);
            }

            await db.SaveChangesAsync();
            await db.MarkActiveAsync(me, now);
            var streak = await db.Streaks.AsNoTracking().SingleAsync(streak => streak.UserId == me.Id);
            return TypedResults.Created(
                $"/api/v1/companion/check-ins/{kept.Id}",
                new CheckedIn(
                    CheckInView.Of(kept),
                    streak.Days,
                    finding is null
                        ? null
                        : CrisisAnswer.For(
                            finding,
                            new(
                                NamedCountry.In(text) ?? me.Country,
                                OfflineCompanion.LanguageOf(text),
                                KnownAge.Of(me, now) < Answered.Adult
                            )
                        )
                )
            );
        });
    }

    /// <summary>Shows the caller's check-ins, the newest first.</summary>
    private static async Task<Results<Ok<CursorPage<CheckInView>>, BadRequestProblem, ForbiddenProblem>> ListAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        Actors actors,
        CompanionDb db,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var checkIns = db.CheckIns.AsNoTracking().Where(checkIn => checkIn.UserId == me.Id);
        if (page.TryGetPosition<CheckInPosition>(out var after))
        {
            checkIns = checkIns.Where(checkIn => checkIn.Id < after.Id);
        }

        var rows = await checkIns.OrderByDescending(checkIn => checkIn.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(rows.ConvertAll(CheckInView.Of), page, view => new CheckInPosition(view.Id)));
    }

    /// <summary>Shows the caller's moods by day.</summary>
    private static async Task<Results<Ok<MoodDays>, BadRequestProblem, ForbiddenProblem>> MoodsAsync(
        [AsParameters] MoodQuery query,
        ClaimsPrincipal caller,
        Actors actors,
        CompanionDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var since = LocalDay.Of(me, clock.GetUtcNow()).AddDays(1 - query.Days);
        var days = await db
            .CheckIns.Where(checkIn => checkIn.UserId == me.Id && checkIn.Day >= since)
            .GroupBy(checkIn => checkIn.Day)
            .OrderBy(day => day.Key)
            .Select(day => new MoodDay(day.Key, day.Average(checkIn => checkIn.Mood), day.Count()))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new MoodDays(days));
    }

    /// <summary>Deletes a check-in. The day still counts as a day with activity.</summary>
    /// <param name="id">The check-in's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        Actors actors,
        CompanionDb db
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        return await db.CheckIns.Where(checkIn => checkIn.Id == id && checkIn.UserId == me.Id).ExecuteDeleteAsync() > 0
            ? TypedResults.NoContent()
            : Problem.NotFound("There is no such check-in.", "no_such_check_in");
    }

    private sealed record CheckInPosition(Guid Id);
}
