using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Companion.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.People;

/// <summary>A person's settings for the companion: time zone, country for help lines, and age.</summary>
internal static class SettingsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var settings = api.MapGroup("/companion/settings").WithTags("Companion").RequireAuthorization(Policies.SignedIn);
        settings.MapGet("/", ShowAsync);
        settings.MapPut("/", ChangeAsync);
    }

    /// <summary>Shows the caller's settings.</summary>
    private static async Task<Results<Ok<SettingsView>, ForbiddenProblem>> ShowAsync(
        ClaimsPrincipal caller,
        Actors actors,
        TimeProvider clock
    ) => TypedResults.Ok(SettingsView.Of(await actors.RequireAsync(caller.UserId()), clock.GetUtcNow()));

    /// <summary>Changes the caller's settings; absent fields stay as they are.</summary>
    /// <remarks>
    /// The age is asked once, before the first message, and only if the profile has none. Later it can be lowered but not raised: 409
    /// (<c>age_declared</c>).
    /// </remarks>
    private static async Task<Results<Ok<SettingsView>, ForbiddenProblem, ConflictProblem>> ChangeAsync(
        SettingsChange change,
        ClaimsPrincipal caller,
        CompanionDb db,
        Actors actors,
        TimeProvider clock
    )
    {
        var now = clock.GetKeptNow();
        return await db.InTransactionAsync<Results<Ok<SettingsView>, ForbiddenProblem, ConflictProblem>>(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT FROM people WHERE id = {caller.UserId()} FOR UPDATE");
            var person = await actors.RequireAsync(caller.UserId());
            if (change.Age.IsSet && person.DeclaredAge is not null && change.Age.Value > KnownAge.Of(person, now))
            {
                return Problem.Conflict("You gave a lower age before. Ask support if that one was wrong.", "age_declared");
            }

            (person.TimeZone, person.Country) = (change.TimeZone.Or(person.TimeZone!), change.Country.Or(person.Country));
            if (change.Age.IsSet && change.Age.Value != KnownAge.Of(person, now))
            {
                (person.DeclaredAge, person.AgeDeclaredAt) = (change.Age.Value, now);
            }

            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE people SET time_zone = {person.TimeZone}, country = {person.Country}, declared_age = {person.DeclaredAge},
                    age_declared_at = {person.AgeDeclaredAt}
                WHERE id = {person.Id}
                """
            );
            return TypedResults.Ok(SettingsView.Of(person, now));
        });
    }
}

/// <summary>Changes of the settings.</summary>
/// <param name="TimeZone">IANA name of the time zone in which the caller's day begins and ends.</param>
/// <param name="Country">
/// The country whose help lines are named when they are needed, by its ISO 3166-1 code or its name; null: lines that answer everywhere.
/// </param>
/// <param name="Age">In years, 1 to 120.</param>
internal sealed record SettingsChange(
    [TimeZoneName] Optional<string> TimeZone,
    [CountryCode] Optional<string?> Country,
    [Range(1, 120)] Optional<int> Age
) : IHasExample<SettingsChange>
{
    public static SettingsChange Example => new("Asia/Dubai", "AE", 34);
}

/// <summary>The caller's settings for the companion.</summary>
/// <param name="TimeZone">IANA name; UTC unless set.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code; null: not set.</param>
/// <param name="AgeStatus">
/// <c>unknown</c>: asked before the first message; <c>too_young</c>: under 13, too young for the companion; <c>old_enough</c>.
/// </param>
internal sealed record SettingsView(string TimeZone, string? Country, string AgeStatus) : IHasExample<SettingsView>
{
    public static SettingsView Example => new("Asia/Dubai", "AE", "old_enough");

    public static SettingsView Of(Person person, DateTimeOffset now) =>
        new(
            person.TimeZone ?? "UTC",
            person.Country,
            KnownAge.Of(person, now) switch
            {
                null => "unknown",
                < KnownAge.Least => "too_young",
                _ => "old_enough",
            }
        );
}
