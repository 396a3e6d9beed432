using System.Numerics.Tensors;
using System.Reflection;
using Community.Companion.Words;

namespace Community.Companion.Profiles;

/// <summary>A family of related skills.</summary>
/// <param name="Name">One word.</param>
/// <param name="Trait">The typical trait of people with these skills.</param>
/// <param name="Strength">The strength that they add up to, in words for the person.</param>
internal sealed record SkillFamily(string Name, string Trait, string Strength);

/// <summary>A skill with its vector.</summary>
internal sealed record KnownSkill(string Name, SkillFamily Family, float[] Vector);

/// <summary>Some 400 skills in families (<c>skills.tsv</c>), and their likeness to a text. Made when first needed.</summary>
internal sealed class SkillCatalogue(WordEmbedder embedder)
{
    private readonly Lazy<IReadOnlyList<KnownSkill>> _skills = new(() => Read(embedder));

    public static IReadOnlyList<string> Traits { get; } =
    ["analytical", "practical", "creative", "connecting", "caring", "leading", "grounded", "thoughtful"];

    public IReadOnlyList<KnownSkill> Skills => _skills.Value;

    /// <summary>The likeness of each skill to the texts, by the nearest of them: the highest first.</summary>
    public IReadOnlyList<(KnownSkill Skill, float Likeness)> NearestTo(IReadOnlyCollection<string> texts)
    {
        var vectors = texts.Select(embedder.Embed).Where(vector => vector.Length > 0).ToList();
        return vectors.Count == 0
            ? []
            :
            [
                .. Skills
                    .Select(skill => (Skill: skill, Likeness: vectors.Max(vector => TensorPrimitives.Dot<float>(vector, skill.Vector))))
                    .OrderByDescending(each => each.Likeness)
                    .ThenBy(each => each.Skill.Name, StringComparer.Ordinal),
            ];
    }

    private static List<KnownSkill> Read(WordEmbedder embedder)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream("skills.tsv")
            ?? throw new InvalidOperationException("skills.tsv is not in the program.");
        using var reader = new StreamReader(stream);
        var skills = new List<KnownSkill>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            var family = new SkillFamily(fields[0], fields[1], fields[2]);
            skills.AddRange(
                fields[3]
                    .Split(", ")
                    .Select(name => new KnownSkill(name, family, embedder.Embed(name)))
                    .Where(skill => skill.Vector.Length > 0)
            );
        }

        return skills;
    }
}
