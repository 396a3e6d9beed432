using System.Security.Claims;
using Community.Companion.Badges;
using Community.Companion.Data;
using Community.Companion.People;
using Community.People;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Companion.Profiles;

/// <summary>Skills and achievements of people, and an analysis on request.</summary>
internal static class ProfileEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var profiles = api.MapGroup("/profiles").WithTags("Profiles").RequireAuthorization(Policies.SignedIn);
        profiles.MapGet("/me", ShowOwnAsync);
        profiles.MapPut("/me", ReplaceAsync);
        profiles.MapPut("/me/skills", ReplaceSkillsAsync);
        profiles.MapPut("/me/certifications", ReplaceCertificationsAsync);
        profiles.MapPut("/me/awards", ReplaceAwardsAsync);
        profiles.MapPut("/me/projects", ReplaceProjectsAsync);
        profiles.MapPost("/me/analyze", AnalyseAsync);
        profiles.MapDelete("/me/analysis", WithdrawAsync);
        profiles.MapGet("/{user_id:guid}", ShowAsync);
    }

    /// <summary>Shows the caller's profile, with its analysis.</summary>
    private static async Task<Results<Ok<OwnProfileView>, ForbiddenProblem>> ShowOwnAsync(
        ClaimsPrincipal caller,
        Actors actors,
        ProfileStore profiles
    )
    {
        await actors.RequireAsync(caller.UserId());
        return TypedResults.Ok(View(caller, await profiles.ReadAsync(caller.UserId())));
    }

    /// <summary>Replaces the whole of the caller's profile.</summary>
    /// <remarks>Absent members are cleared. An analysis stays, and is marked as outdated.</remarks>
    private static Task<Results<Ok<OwnProfileView>, BadRequestProblem, ForbiddenProblem>> ReplaceAsync(
        ProfileFields fields,
        ClaimsPrincipal caller,
        ProfileStore profiles
    ) => ChangeAsync(caller, profiles, _ => fields);

    /// <summary>Replaces the caller's skills.</summary>
    private static Task<Results<Ok<OwnProfileView>, BadRequestProblem, ForbiddenProblem>> ReplaceSkillsAsync(
        SkillList list,
        ClaimsPrincipal caller,
        ProfileStore profiles
    ) => ChangeAsync(caller, profiles, fields => fields with { Skills = list.Skills });

    /// <summary>Replaces the caller's certifications.</summary>
    private static Task<Results<Ok<OwnProfileView>, BadRequestProblem, ForbiddenProblem>> ReplaceCertificationsAsync(
        CertificationList list,
        ClaimsPrincipal caller,
        ProfileStore profiles
    ) => ChangeAsync(caller, profiles, fields => fields with { Certifications = list.Certifications });

    /// <summary>Replaces the caller's awards.</summary>
    private static Task<Results<Ok<OwnProfileView>, BadRequestProblem, ForbiddenProblem>> ReplaceAwardsAsync(
        AwardList list,
        ClaimsPrincipal caller,
        ProfileStore profiles
    ) => ChangeAsync(caller, profiles, fields => fields with { Awards = list.Awards });

    /// <summary>Replaces the caller's projects.</summary>
    private static Task<Results<Ok<OwnProfileView>, BadRequestProblem, ForbiddenProblem>> ReplaceProjectsAsync(
        ProjectList list,
        ClaimsPrincipal caller,
        ProfileStore profiles
    ) => ChangeAsync(caller, profiles, fields => fields with { Projects = list.Projects });

    /// <summary>Analyses the caller's profile: a summary, strengths, and related skills.</summary>
    /// <remarks>
    /// Only on request and with <c>consent</c>: without it 400 (<c>consent_required</c>). Only the caller sees the texts of the analysis;
    /// skills and traits count in discovery. An immediate repeat answers the same; 429 if the profile was changed and analysed within 30
    /// seconds. The analysis can be deleted at any time.
    /// </remarks>
    private static async Task<
        Results<Ok<AnalysisView>, BadRequestProblem, ForbiddenProblem, ConflictProblem, TooManyRequestsProblem>
    > AnalyseAsync(AnalyseRequest request, ClaimsPrincipal caller, ProfileAnalyst analyst, CancellationToken cancellationToken) =>
        request.Consent
            ? TypedResults.Ok(await analyst.AnalyseAsync(caller.UserId(), cancellationToken))
            : Problem.BadRequest("The analysis needs your consent. Send consent: true.", "consent_required");

    /// <summary>Deletes the analysis of the caller's profile, and withdraws the consent.</summary>
    private static async Task<Results<NoContent, ForbiddenProblem>> WithdrawAsync(ClaimsPrincipal caller, ProfileAnalyst analyst)
    {
        await analyst.WithdrawAsync(caller.UserId());
        return TypedResults.NoContent();
    }

    /// <summary>Shows a user's profile as others see it.</summary>
    /// <remarks>The texts of badges are in the language that <c>Accept-Language</c> prefers: English or Arabic.</remarks>
    /// <param name="userId">The user's id.</param>
    private static async Task<Results<Ok<ProfileView>, NotFoundProblem>> ShowAsync(
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        HttpRequest request,
        CompanionDb db,
        PeopleDirectory directory,
        ProfileStore profiles,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await directory.BringAsync(userId);
        return await db.FindSeenAsync(caller.UserId(), userId, clock.GetUtcNow()) is { } person
            ? TypedResults.Ok(
                ProfileView.Of(
                    person,
                    (await profiles.ReadAsync(userId)).Fields,
                    await db.ShownBadgesAsync(userId, request, cancellationToken)
                )
            )
            : Problem.NotFound("There is no such person.", "no_such_person");
    }

    private static async Task<Results<Ok<OwnProfileView>, BadRequestProblem, ForbiddenProblem>> ChangeAsync(
        ClaimsPrincipal caller,
        ProfileStore profiles,
        Func<ProfileFields, ProfileFields> change
    ) => TypedResults.Ok(View(caller, await profiles.ChangeAsync(caller.UserId(), change)));

    private static OwnProfileView View(ClaimsPrincipal caller, StoredProfile stored) =>
        OwnProfileView.Of(caller.UserId(), stored.Fields, stored.UpdatedAt, stored.Analysis);
}
