namespace Community.Companion.Profiles;

/// <summary>
/// Analyses without a model, by rules. The skill families nearest to the person's text are the strengths, and their traits are the traits.
/// Near skills that the text does not name are suggested. The same profile has the same findings. It reads English only, and says so if it
/// found nothing.
/// </summary>
internal sealed class OfflineAnalysis(SkillCatalogue catalogue)
{
    /// <summary>Above this likeness, a skill counts as stated.</summary>
    private const float Stated = 0.60f;

    private const float Related = 0.45f;
    private const int MostFamilies = 3;

    public Findings Analyse(AnalysedProfile profile)
    {
        var near = catalogue.NearestTo(Parts(profile));
        var families = near.Where(each => each.Likeness >= Related)
            .GroupBy(each => each.Skill.Family)
            .Select(family => (Family: family.Key, Weight: family.Sum(each => (each.Likeness - Related) * (each.Likeness - Related))))
            .OrderByDescending(each => each.Weight)
            .ThenBy(each => each.Family.Name, StringComparer.Ordinal)
            .Take(MostFamilies)
            .Select(each => each.Family)
            .ToList();
        var has = profile.Fields.Skills.Concat(profile.Interests).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var suggested = near.Where(each =>
                each.Likeness is >= Related and < 0.98f && families.Contains(each.Skill.Family) && !has.Contains(each.Skill.Name)
            )
            .Select(each => each.Skill.Name)
            .Take(Findings.MostSuggested)
            .ToList();
        var stated = near.Where(each => each.Likeness >= Stated).Select(each => each.Skill.Name).Take(Findings.MostSuggested).ToList();
        return new(
            Summary(families, [.. stated.Take(3)]),
            [.. families.Select(family => family.Strength)],
            suggested,
            [.. families.Select(family => family.Trait).Distinct(StringComparer.Ordinal)],
            Findings.Offline
        )
        {
            FoundSkills = stated,
        };
    }

    /// <summary>Each skill and interest by itself, and the longer texts: a mean over all would be close to nothing.</summary>
    private static List<string> Parts(AnalysedProfile profile) =>
        [
            .. profile.Fields.Skills,
            .. profile.Interests,
            .. profile.Fields.Certifications.Select(each => each.Name),
            .. profile.Fields.Awards.Select(each => each.Title),
            .. profile.Fields.Projects.Select(each => $"{each.Name}. {each.Description}"),
            .. profile.Bio is { Length: > 0 } bio ? [bio] : Array.Empty<string>(),
        ];

    private static string Summary(List<SkillFamily> families, List<string> stated)
    {
        if (families.Count == 0)
        {
            return "There is not enough in English or Arabic yet to describe you: a few skills, or a sentence on what you like to do, would help.";
        }

        var strengths = Join([.. families.Select(family => Lower(family.Strength))]);
        return stated.Count == 0
            ? $"What you write points to {strengths}."
            : $"What you write points to {strengths}; closest to it are {Join(stated)}.";
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Join(List<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}
