using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Companion.Profiles;

/// <summary>A person's skills and achievements, by their own account.</summary>
/// <param name="Skills">At most 50, each of at most 60 characters.</param>
/// <param name="Certifications">At most 30.</param>
/// <param name="Awards">At most 30.</param>
/// <param name="Projects">At most 30.</param>
internal sealed record ProfileFields(
    [Length(0, ProfileFields.MostSkills), SkillRule] IReadOnlyList<string> Skills,
    [Length(0, ProfileFields.MostOfEach)] IReadOnlyList<Certification> Certifications,
    [Length(0, ProfileFields.MostOfEach)] IReadOnlyList<Award> Awards,
    [Length(0, ProfileFields.MostOfEach)] IReadOnlyList<Project> Projects
) : IHasExample<ProfileFields>
{
    public const int MostSkills = 50;
    public const int MostOfEach = 30;

    public static ProfileFields Example => new(SkillList.Example.Skills, [Certification.Example], [Award.Example], [Project.Example]);

    /// <summary>All of it as text: the person is found by it, and it is analysed.</summary>
    public string Words() =>
        Meaning.MeaningText.Of(
            Skills,
            Certifications.SelectMany(each => new[] { each.Name, each.Issuer }.OfType<string>()),
            Awards.SelectMany(each => new[] { each.Title, each.Issuer }.OfType<string>()),
            Projects.SelectMany(each => new[] { each.Name, each.Description }.OfType<string>())
        );
}

/// <summary>A skill's name: one line of at most 60 characters.</summary>
internal sealed class SkillRuleAttribute : TextRuleAttribute
{
    private const int MostCharacters = 60;
    private static readonly SingleLineAttribute Line = new();

    public override Fault? FaultOf(string text) =>
        text.Length > MostCharacters ? Fault.TooLong(MostCharacters)
        : Line.FaultOf(text) is { } fault ? fault with { Message = "must be one line without control characters, and not blank" }
        : null;
}

/// <summary>Skills, in the order in which they are shown.</summary>
/// <param name="Skills">At most 50, each of at most 60 characters; duplicates, in any case, are stored once.</param>
internal sealed record SkillList([Length(0, ProfileFields.MostSkills), SkillRule] IReadOnlyList<string> Skills) : IHasExample<SkillList>
{
    public static SkillList Example => new(["first aid", "table tennis", "public speaking"]);
}

/// <summary>Certifications, in the order in which they are shown.</summary>
/// <param name="Certifications">At most 30.</param>
internal sealed record CertificationList([Length(0, ProfileFields.MostOfEach)] IReadOnlyList<Certification> Certifications)
    : IHasExample<CertificationList>
{
    public static CertificationList Example => new([Certification.Example]);
}

/// <summary>Awards, in the order in which they are shown.</summary>
/// <param name="Awards">At most 30.</param>
internal sealed record AwardList([Length(0, ProfileFields.MostOfEach)] IReadOnlyList<Award> Awards) : IHasExample<AwardList>
{
    public static AwardList Example => new([Award.Example]);
}

/// <summary>Projects, in the order in which they are shown.</summary>
/// <param name="Projects">At most 30.</param>
internal sealed record ProjectList([Length(0, ProfileFields.MostOfEach)] IReadOnlyList<Project> Projects) : IHasExample<ProjectList>
{
    public static ProjectList Example => new([Project.Example]);
}

/// <summary>An attested qualification.</summary>
/// <param name="Name">Its name, at most 120 characters.</param>
/// <param name="Issuer">The institution that attested it, at most 120 characters.</param>
/// <param name="IssuedOn">When.</param>
/// <param name="ExpiresOn">Until when it is valid; not before it was issued.</param>
/// <param name="Url">Where it can be checked, https.</param>
internal sealed record Certification(
    [SingleLine, StringLength(120)] string Name,
    [SingleLine, StringLength(120)] string? Issuer = null,
    DateOnly? IssuedOn = null,
    DateOnly? ExpiresOn = null,
    [HttpsUrl] string? Url = null
) : IHasExample<Certification>, IHasRules<Certification>
{
    public static RequestRules<Certification> Rules { get; } =
        new RequestRules<Certification>().Add(
            nameof(ExpiresOn),
            one => one.IssuedOn > one.ExpiresOn ? new(FaultCode.BeforeStart, "must not be before issued_on") : null,
            nameof(IssuedOn)
        );

    public static Certification Example => new("First aid, level 2", "Red Crescent", new DateOnly(2025, 3, 1), new DateOnly(2027, 3, 1));
}

/// <summary>An honour.</summary>
/// <param name="Title">Its name, at most 120 characters.</param>
/// <param name="Issuer">The institution that gave it, at most 120 characters.</param>
/// <param name="AwardedOn">When.</param>
internal sealed record Award(
    [SingleLine, StringLength(120)] string Title,
    [SingleLine, StringLength(120)] string? Issuer = null,
    DateOnly? AwardedOn = null
) : IHasExample<Award>
{
    public static Award Example => new("Volunteer of the year", "City of Dubai", new DateOnly(2025, 12, 5));
}

/// <summary>Something made or carried out.</summary>
/// <param name="Name">Its name, at most 120 characters.</param>
/// <param name="Description">A description, at most 1,000 characters.</param>
/// <param name="Url">Where it can be seen, https.</param>
/// <param name="StartedOn">When it began.</param>
/// <param name="EndedOn">When it ended, not before it began; null: it goes on.</param>
internal sealed record Project(
    [SingleLine, StringLength(120)] string Name,
    [MultiLine, StringLength(1_000)] string? Description = null,
    [HttpsUrl] string? Url = null,
    DateOnly? StartedOn = null,
    DateOnly? EndedOn = null
) : IHasExample<Project>, IHasRules<Project>
{
    public static RequestRules<Project> Rules { get; } =
        new RequestRules<Project>().Add(
            nameof(EndedOn),
            one => one.StartedOn > one.EndedOn ? new(FaultCode.BeforeStart, "must not be before started_on") : null,
            nameof(StartedOn)
        );

    public static Project Example =>
        new("Repair cafe", "A table, tools and neighbours every second Saturday.", null, new DateOnly(2024, 9, 1));
}
