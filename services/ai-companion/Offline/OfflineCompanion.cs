using System.Text;
using Community.Companion.Safety;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Offline;

/// <summary>A request to the offline companion.</summary>
/// <param name="Text">The person's message.</param>
/// <param name="RecentAnswers">The companion's last answers in this conversation, oldest first: none is repeated while there is another.</param>
/// <param name="Seed">Chooses among suitable answers: the same request with the same seed gets the same answer. The message's id is a good one.</param>
internal sealed record OfflineRequest(string Text, IReadOnlyList<string> RecentAnswers, Guid Seed);

/// <summary>
/// Answers by reflective listening if no model can be asked: it takes up the person's words, names the feeling in them and asks one open question or offers
/// one small step. All its answers are in <c>english.txt</c> and <c>arabic.txt</c>; the situations that it recognizes are in <c>situations.txt</c>. One
/// instance serves all requests at once. It does not handle crises: <see cref="CrisisDetector"/> is asked before.
/// </summary>
internal sealed class OfflineCompanion
{
    private readonly Dictionary<string, Repertoire> _repertoires = new(StringComparer.Ordinal)
    {
        [Languages.English] = Repertoire.Load(Languages.English),
        [Languages.Arabic] = Repertoire.Load(Languages.Arabic),
    };

    private readonly CrisisRules _heard = CrisisRules.Load("Safety.Rules.spellings.txt", "Offline.situations.txt");
    private readonly CrisisDetector _detector;

    public OfflineCompanion()
        : this(new CrisisDetector())
    {
    }

    public OfflineCompanion(CrisisDetector detector) => _detector = detector;

    /// <summary>The language of the answer to a text: <c>ar</c> or <c>en</c>.</summary>
    public static string LanguageOf(string text) => Languages.Of(text) == Languages.Arabic ? Languages.Arabic : Languages.English;

    /// <summary>Two or three sentences in the person's language (Arabic or English).</summary>
    public string Answer(OfflineRequest request)
    {
        var repertoire = _repertoires[LanguageOf(request.Text)];
        var heard = Hear(request.Text);
        var chance = Chance(request);
        var words = heard.IsFeeling || heard.Name == Repertoire.Neutral ? OwnWords.Of(request.Text, LanguageOf(request.Text)) : null;
        var answers = Answers(repertoire.To(heard.Name), heard.IsStrong, words is null ? [] : Frames(repertoire, words), request.RecentAnswers, chance)
            .Concat(Answers(repertoire.To(Repertoire.Neutral), isStrong: false, [], request.RecentAnswers, chance));
        return answers.FirstOrDefault(answer => !request.RecentAnswers.Contains(answer, StringComparer.Ordinal))
            ?? answers.First(answer => answer != request.RecentAnswers[^1]);
    }

    /// <summary>The topic of a text: the name of a situation or a feeling.</summary>
    internal (string Name, bool IsFeeling, bool IsStrong) Hear(string text)
    {
        if (Languages.Of(text) == Languages.Other)
        {
            return ("other-language", false, false);
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var hits = _heard.Read(text);
        var found = hits.Where(hit => hit.Rule.Role == "rule").ToList();

        // A longer phrase is more specific: «not happy» is no joy. Of equal ones the order of the file decides, the rarer feeling first.
        var feeling = Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling"));
        var situation = Best(found.Where(hit => hit.Rule.Arguments[0] == "situation"));
        var isStrong = hits.Any(hit => hit.Rule.Role == "raise");
        return situation switch
        {
            "human" or "medical" => (situation, false, false),
            not null when feeling is null || feeling is "joy" or "gratitude" => (situation, false, false),
            "advice" => (situation, false, false),
            _ when feeling is not null => (feeling, true, isStrong),
            _ when !text.Any(char.IsLetter) => ("short", false, false),
            _ when IsGibberish(words) => ("gibberish", false, false),
            _ when words.Length < 3 => ("short", false, false),
            _ => (Repertoire.Neutral, false, false),
        };
    }

    private string? Best(IEnumerable<Hit> hits)
    {
        var best = hits.OrderByDescending(hit => hit.End - hit.Start).ThenBy(hit => _heard.OrderOf(hit.Rule)).Select(hit => hit.Rule.Name).FirstOrDefault();
        return best is { } name && name.StartsWith("ar.", StringComparison.Ordinal) ? name[3..] : best;
    }

    /// <summary>Words without a vowel, or one letter over and over.</summary>
    private static bool IsGibberish(string[] words)
    {
        var letters = string.Concat(words).Where(char.IsAsciiLetter).Select(char.ToLowerInvariant).ToList();
        return letters.Count > 4 && (letters.Distinct().Count() < 3 || letters.Count(letter => "aeiouy".Contains(letter, StringComparison.Ordinal)) * 6 < letters.Count);
    }

    private List<string> Frames(Repertoire repertoire, string words) =>
        [.. repertoire.To(Repertoire.OwnWords).Reflections
            .Select(frame => frame.Replace("{words}", words, StringComparison.Ordinal))
            .Select(frame => char.ToUpperInvariant(frame[0]) + frame[1..])
            .Where(frame => _detector.DetectHarmfulAnswer(frame) is null)];

    /// <summary>The answers in the order of preference: sentences that were not used lately first.</summary>
    private static IEnumerable<string> Answers(Repartee repartee, bool isStrong, List<string> frames, IReadOnlyList<string> recent, uint chance)
    {
        var openings = frames.Count > 0 ? Fresh(frames, recent, chance / 7) : [""];
        var reflections = Fresh(isStrong && repartee.Strong.Count > 0 ? [.. repartee.Strong, .. repartee.Reflections.Take(1)] : repartee.Reflections, recent, chance / 3);
        var asks = Fresh(repartee.Questions, recent, chance);
        var steps = Fresh(repartee.Steps, recent, chance);

        // Two of three answers ask, the third offers a step: listening comes first.
        List<string> endings = chance % 3 == 0 ? [.. steps, .. asks] : [.. asks, .. steps];
        return from ending in endings from reflection in reflections from opening in openings select string.Join(' ', ((string[])[opening, reflection, ending]).Where(said => said.Length > 0));
    }

    /// <summary>All sentences, beginning at a random one; those that are in no recent answer first.</summary>
    private static List<string> Fresh(IReadOnlyList<string> sentences, IReadOnlyList<string> recent, uint chance) =>
        [.. Enumerable.Range(0, sentences.Count)
            .Select(at => sentences[(int)((at + chance) % (uint)sentences.Count)])
            .OrderBy(sentence => recent.Any(answer => answer.Contains(sentence, StringComparison.Ordinal)))];

    /// <summary>A number that depends on the seed and the text alone (FNV-1a): the same in every process.</summary>
    private static uint Chance(OfflineRequest request)
    {
        var hash = 2166136261u;
        foreach (var one in (byte[])[.. request.Seed.ToByteArray(), .. Encoding.UTF8.GetBytes(request.Text)])
        {
            hash = (hash ^ one) * 16777619u;
        }

        // The lowest bits of this hash are the least random.
        return hash ^ (hash >> 15);
    }
}
