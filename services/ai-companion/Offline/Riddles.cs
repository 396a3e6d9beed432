using System.Text.RegularExpressions;
using Community.Companion.Offline.Practical;

namespace Community.Companion.Offline;

/// <summary>A riddle that was asked.</summary>
/// <param name="Question">As it stands in the answer.</param>
/// <param name="Solution">With its article.</param>
/// <param name="Hint">A few words.</param>
internal sealed record Riddle(string Question, string Solution, string Hint);

/// <summary>A message after a riddle.</summary>
internal enum Guess
{
    /// <summary>It is about another subject.</summary>
    None,

    /// <summary>It has the solution.</summary>
    Right,

    /// <summary>A short text without it.</summary>
    Wrong,

    /// <summary>It asks for the solution.</summary>
    GivenUp,

    /// <summary>It asks for another riddle.</summary>
    Next,
}

/// <summary>Riddles, and the messages after them (<c>riddles.txt</c>).</summary>
internal static partial class Riddles
{
    /// <summary>Words. A longer message is no guess.</summary>
    private const int MostOfAGuess = 5;

    /// <summary>Answers that are further back are no longer meant.</summary>
    private const int Back = 3;

    private static readonly Riddle[] All =
    [
        .. Embedded
            .Lines("Offline.riddles.txt")
            .Select(line => line.Split(" | "))
            .Select(parts => new Riddle(parts[0], parts[1], parts[2])),
    ];

    /// <summary>The riddle of the last answers that is not solved yet; null: there is none.</summary>
    /// <param name="answers">The last answers, the oldest first.</param>
    /// <param name="solved">The beginnings of the answers that name a solution.</param>
    public static Riddle? Open(IReadOnlyList<string> answers, IReadOnlyList<string> solved)
    {
        foreach (var answer in answers.TakeLast(Back).Reverse())
        {
            if (solved.Any(beginning => answer.StartsWith(beginning, StringComparison.Ordinal)))
            {
                return null;
            }

            if (Array.Find(All, riddle => answer.Contains(riddle.Question, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The meaning of a message after a riddle.</summary>
    public static Guess Read(string text, Riddle riddle)
    {
        var plain = Plain.Of(text);
        return Has(plain, riddle.Solution) ? Guess.Right
            : Plain.Words(plain) > MostOfAGuess ? Guess.None
            : AsksNext().IsMatch(plain) ? Guess.Next
            : GivesUp().IsMatch(plain) ? Guess.GivenUp
            : MayBeAGuess().IsMatch(plain) || Plain.Words(plain) <= 2 ? Guess.Wrong
            : Guess.None;
    }

    /// <summary>Whether a message asks for another riddle.</summary>
    public static bool AsksForNext(string text) =>
        Plain.Of(text) is var plain && Plain.Words(plain) <= MostOfAGuess && AsksNext().IsMatch(plain);

    private static bool Has(string plain, string solution)
    {
        var word = Plain.Of(solution).Split(' ')[^1];
        word = word.StartsWith("ال", StringComparison.Ordinal) ? word[2..] : word;
        return plain.Contains(word, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"\b(?:another|next|one more|harder|easier)\b|غيره|غيرها|واحد ثاني|لغز ثاني|كمان واحد|اصعب|اسهل",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksNext();

    [GeneratedRegex(
        @"\b(?:give up|no idea|dont know|idk|tell me|what is it|whats it|whats the answer|the answer|solution)\b|استسلم|ما ادري|ما اعرف|لا اعرف|مش عارف|مدري|الجواب|ما هو|شو هو|وش هو|ايه هو|الحل",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex GivesUp();

    [GeneratedRegex(@"^(?:is it |maybe |a |an |the |your |my |هل هو |يمكن |هو )", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MayBeAGuess();
}
