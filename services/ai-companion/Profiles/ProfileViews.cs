using Community.Companion.Badges;
using Community.Companion.People;
using Community.Platform.Http.OpenApi;

namespace Community.Companion.Profiles;

/// <summary>A person's profile as others see it.</summary>
/// <param name="UserId">The person's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Skills">The person's skills.</param>
/// <param name="Certifications">The person's certifications.</param>
/// <param name="Awards">Honours.</param>
/// <param name="Projects">The person's projects.</param>
/// <param name="Badges">The person's badges, the newest first; not those for check-ins, which are the person's own affair.</param>
internal sealed record ProfileView(
    Guid UserId,
    string Username,
    string? FullName,
    IReadOnlyList<string> Skills,
    IReadOnlyList<Certification> Certifications,
    IReadOnlyList<Award> Awards,
    IReadOnlyList<Project> Projects,
    IReadOnlyList<EarnedBadge> Badges
) : IHasExample<ProfileView>
{
    public static ProfileView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            "maya",
            "Maya Haddad",
            SkillList.Example.Skills,
            [Certification.Example],
            [Award.Example],
            [Project.Example],
            [EarnedBadge.Example]
        );

    public static ProfileView Of(Person person, ProfileFields fields, IReadOnlyList<EarnedBadge> badges) =>
        new(person.Id, person.Username!, person.FullName, fields.Skills, fields.Certifications, fields.Awards, fields.Projects, badges);
}

/// <summary>The caller's own profile.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="Skills">The caller's skills.</param>
/// <param name="Certifications">The caller's certifications.</param>
/// <param name="Awards">Honours.</param>
/// <param name="Projects">The caller's projects.</param>
/// <param name="UpdatedAt">When it last changed; null: nothing was entered yet.</param>
/// <param name="Analysis">The analysis, which only the caller sees; null: not requested, or withdrawn.</param>
internal sealed record OwnProfileView(
    Guid UserId,
    IReadOnlyList<string> Skills,
    IReadOnlyList<Certification> Certifications,
    IReadOnlyList<Award> Awards,
    IReadOnlyList<Project> Projects,
    DateTimeOffset? UpdatedAt,
    AnalysisView? Analysis
) : IHasExample<OwnProfileView>
{
    public static OwnProfileView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            SkillList.Example.Skills,
            [Certification.Example],
            [Award.Example],
            [Project.Example],
            new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero),
            AnalysisView.Example
        );

    public static OwnProfileView Of(Guid userId, ProfileFields fields, DateTimeOffset? updatedAt, AnalysisView? analysis) =>
        new(userId, fields.Skills, fields.Certifications, fields.Awards, fields.Projects, updatedAt, analysis);
}

/// <summary>Asks for an analysis.</summary>
/// <param name="Consent">
/// True: the caller agrees that a program, or a model's provider if one is configured, reads the profile, and that the analysis is stored.
/// </param>
internal sealed record AnalyseRequest(bool Consent = false) : IHasExample<AnalyseRequest>
{
    public static AnalyseRequest Example => new(Consent: true);
}

/// <summary>The analysis of a profile.</summary>
/// <param name="Summary">In two or three sentences.</param>
/// <param name="Strengths">At most 5.</param>
/// <param name="SuggestedSkills">Skills that are related to the present ones, at most 10.</param>
/// <param name="Traits">Out of analytical, practical, creative, connecting, caring, leading, grounded, thoughtful; at most 3.</param>
/// <param name="Provider">model, or offline: rules in the process.</param>
/// <param name="AnalysedAt">When.</param>
/// <param name="IsOutdated">Whether the profile has changed since.</param>
internal sealed record AnalysisView(
    string Summary,
    IReadOnlyList<string> Strengths,
    IReadOnlyList<string> SuggestedSkills,
    IReadOnlyList<string> Traits,
    string Provider,
    DateTimeOffset AnalysedAt,
    bool IsOutdated
) : IHasExample<AnalysisView>
{
    public static AnalysisView Example =>
        new(
            "You bring people together and know what to do when somebody is hurt.",
            ["Looking after people", "Bringing people together"],
            ["peer support", "facilitation"],
            ["caring", "connecting"],
            "offline",
            new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero),
            IsOutdated: false
        );
}
