using Community.Companion.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation.Findings;

/// <summary>Statistics of the safety layer for operators: the number and kinds of findings.</summary>
internal static class SafetyCountEndpoints
{
    private const int Months = 24;

    public static void MapSafetyCounts(this IEndpointRouteBuilder api) =>
        api.MapGet("/companion/safety/counts", CountAsync)
            .NotStored("counts of people in danger")
            .WithTags("Companion")
            .RequireAuthorization(Policies.Admin);

    /// <summary>Counts the findings of the safety layer, by month: the last 24 months, the newest first.</summary>
    /// <remarks>
    /// A finding is stored without the text and without the user. A crisis that goes on is counted once. <c>precision</c> has the share of
    /// the findings that no user reported as wrong, with its two numbers. It is an upper bound, because not every user reports a wrong one.
    /// </remarks>
    private static async Task<Ok<SafetyCounts>> CountAsync(CompanionDb db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var since = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Months);
        var counts = await db
            .SafetyFindings.Where(found => found.FoundOn >= since)
            .GroupBy(found => new
            {
                found.FoundOn.Year,
                found.FoundOn.Month,
                found.Source,
                found.Kind,
                found.Severity,
            })
            .Select(group => new { group.Key, Count = group.Count() })
            .OrderByDescending(row => row.Key.Year)
            .ThenByDescending(row => row.Key.Month)
            .ThenBy(row => row.Key.Source)
            .ThenBy(row => row.Key.Kind)
            .ThenBy(row => row.Key.Severity)
            .ToListAsync(cancellationToken);
        List<SafetyCount> items =
        [
            .. counts.Select(row => new SafetyCount(
                $"{row.Key.Year:D4}-{row.Key.Month:D2}",
                row.Key.Source,
                row.Key.Kind,
                row.Key.Severity,
                row.Count
            )),
        ];
        return TypedResults.Ok(new SafetyCounts(items, PrecisionOf(items)));
    }

    private static List<SafetyPrecision> PrecisionOf(IEnumerable<SafetyCount> counts) =>
        [
            .. counts
                .GroupBy(count => count.Kind, StringComparer.Ordinal)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => SafetyPrecision.Of(kind.Key, Sum(kind, SafetyFinding.InMessage), Sum(kind, SafetyFinding.NotMeant)))
                .OfType<SafetyPrecision>(),
        ];

    private static int Sum(IEnumerable<SafetyCount> counts, string source) =>
        counts.Where(count => count.Source == source).Sum(count => count.Count);
}

/// <summary>The findings of the safety layer.</summary>
/// <param name="Items">Counts of each month.</param>
/// <param name="Precision">The precision of each kind of crisis, over all these months.</param>
internal sealed record SafetyCounts(IReadOnlyList<SafetyCount> Items, IReadOnlyList<SafetyPrecision> Precision) : IHasExample<SafetyCounts>
{
    public static SafetyCounts Example =>
        new(
            [new("2026-11", "message", "self_harm", "high", 12), new("2026-11", "answer", "diagnosis", null, 1)],
            [new("self_harm", 12, 3, 0.75)]
        );
}

/// <summary>The share of the findings of a kind that no user reported as wrong: an upper bound of the precision.</summary>
/// <param name="Kind">The kind: <c>self_harm</c>, <c>abuse</c>, <c>danger</c>, <c>medical_emergency</c>.</param>
/// <param name="Found">The number of findings in messages.</param>
/// <param name="NotMeant">The number of these that a user reported as wrong.</param>
/// <param name="Share">The rest divided by the number of findings, 0 to 1.</param>
internal sealed record SafetyPrecision(string Kind, int Found, int NotMeant, double Share)
{
    /// <summary>Null where nothing was found. A finding of before these months can be reported in them.</summary>
    public static SafetyPrecision? Of(string kind, int found, int notMeant) =>
        found == 0 ? null : new(kind, found, notMeant, Math.Round(Math.Max(0, found - notMeant) / (double)found, 3));
}

/// <summary>The number of findings of a kind in a month.</summary>
/// <param name="Month">Year and month in UTC, <c>2026-11</c>.</param>
/// <param name="Source">
/// <c>message</c>: found in a user's message; <c>answer</c>: found in a model's answer, which was not shown; <c>not_meant</c>: a user said
/// that a finding in their message was wrong.
/// </param>
/// <param name="Kind">
/// The kind: <c>self_harm</c>, <c>abuse</c>, <c>danger</c>, <c>medical_emergency</c>; for an answer <c>method</c>, <c>encouragement</c>,
/// <c>discourages_help</c>, <c>diagnosis</c>.
/// </param>
/// <param name="Severity"><c>concern</c>, <c>high</c> or <c>immediate</c>; null for an answer.</param>
/// <param name="Count">How often.</param>
internal sealed record SafetyCount(string Month, string Source, string Kind, string? Severity, int Count);
