using Community.Companion.Offline;
using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;

namespace Community.Companion.Tests.Offline;

/// <summary>Conversations of a few turns with the offline companion.</summary>
internal static class Turns
{
    public static readonly OfflineCompanion Companion = new();
    public static readonly PracticalAdvice Advice = new();

    /// <summary>The answer to the last of some turns; an answer of the platform is none.</summary>
    public static string Last(params string[] turns)
    {
        List<string> answers = [];
        for (var at = 0; at < turns.Length; at++)
        {
            answers.Add(
                Companion.Answer(
                    new(turns[at], answers.ToList(), new Guid(at, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3)) { EarlierMessages = turns[..at] }
                )
            );
        }

        return answers[^1];
    }

    /// <summary>Whether an answer has a sentence of a subject, in either language.</summary>
    public static bool IsOf(string subject, string answer) =>
        ((string[])["en", "ar"]).Any(language => Advice.In(language).TryGetValue(subject, out var found) && found.IsIn(answer))
        || ((string[])["en", "ar"]).Any(language =>
            LaterMessages.After(PracticalAdvice.Prefix + subject, language).Any(later => later.Answer == answer)
        );
}
