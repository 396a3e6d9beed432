using System.Collections.Frozen;

namespace Community.Companion.Offline.Situations;

/// <summary>A message that people go on with after they told something, and the answer to it.</summary>
/// <param name="Samples">How people say it.</param>
/// <param name="Answer">One to three sentences.</param>
internal sealed record LaterMessage(IReadOnlyList<string> Samples, string Answer);

/// <summary>
/// The answers to the next messages about a situation, a topic, a help text or advice ("what if he gets angry?" after a quarrel):
/// <c>later-english.txt</c> and <c>later-arabic.txt</c> have the same messages of each in the same order.
/// </summary>
internal static class LaterMessages
{
    private const string Question = "? ";
    private const string Answered = "! ";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, IReadOnlyList<LaterMessage>>> All = new Dictionary<
        string,
        FrozenDictionary<string, IReadOnlyList<LaterMessage>>
    >(StringComparer.Ordinal)
    {
        [Languages.English] = Read("Offline.Situations.later-english.txt"),
        [Languages.Arabic] = Read("Offline.Situations.later-arabic.txt"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that have such messages.</summary>
    public static IEnumerable<string> Names => All[Languages.English].Keys.Order(StringComparer.Ordinal);

    /// <summary>The messages after this was told, in the order of the file; empty: none are known.</summary>
    public static IReadOnlyList<LaterMessage> After(string name, string language) => All[language].GetValueOrDefault(name) ?? [];

    private static FrozenDictionary<string, IReadOnlyList<LaterMessage>> Read(string file)
    {
        var all = new Dictionary<string, List<LaterMessage>>(StringComparer.Ordinal);
        var (messages, samples) = (new List<LaterMessage>(), Array.Empty<string>());
        foreach (var line in Embedded.Lines(file))
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                all.Add(line[2..], messages = []);
            }
            else if (line.StartsWith(Question, StringComparison.Ordinal))
            {
                samples = line[Question.Length..].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            }
            else if (line.StartsWith(Answered, StringComparison.Ordinal))
            {
                messages.Add(new(samples, line[Answered.Length..]));
            }
            else
            {
                throw new FormatException($"{file}: {line}");
            }
        }

        return all.ToFrozenDictionary(pair => pair.Key, pair => (IReadOnlyList<LaterMessage>)pair.Value, StringComparer.Ordinal);
    }
}
