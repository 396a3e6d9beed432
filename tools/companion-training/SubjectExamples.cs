using System.Security.Cryptography;
using System.Text;
using Community.Companion.Offline;
using Community.Companion.Offline.Situations;
using Community.Companion.Sentences;

namespace Community.Companion.Training;

/// <summary>A sentence to learn from, as the encoder reads it.</summary>
/// <param name="Pieces">The numbers of its pieces.</param>
/// <param name="Answer">The number of its name, or of the later message that it is.</param>
internal sealed record SubjectExample(int[] Pieces, int Answer);

/// <summary>The texts that the reader of subjects learns from.</summary>
/// <param name="Names">The names in their order.</param>
/// <param name="Sentences">Sentences, with the number of their name.</param>
/// <param name="LaterNames">The name of each later message.</param>
/// <param name="Later">Samples of later messages, with the number of the message.</param>
internal sealed record SubjectExamples(
    IReadOnlyList<string> Names,
    IReadOnlyList<SubjectExample> Sentences,
    IReadOnlyList<string> LaterNames,
    IReadOnlyList<SubjectExample> Later
)
{
    /// <summary>Reads all texts.</summary>
    /// <param name="pieces">The pieces that the encoder knows.</param>
    public static SubjectExamples Read(IEnumerable<string> pieces)
    {
        var known = new WordPieces(pieces);
        var sentences = SubjectTexts.Read().Select(one => one.Sentence).ToList();
        List<string> names = [.. sentences.Select(one => one.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var (laterNames, later) = (new List<string>(), new List<SubjectExample>());
        foreach (var name in LaterMessages.Names)
        {
            var (english, arabic) = (LaterMessages.After(name, Languages.English), LaterMessages.After(name, Languages.Arabic));
            for (var at = 0; at < english.Count; at++)
            {
                later.AddRange(english[at].Samples.Concat(arabic[at].Samples).Select(text => Example(text, laterNames.Count)));
                laterNames.Add(name);
            }
        }

        return new(names, Known(sentences.Select(one => Example(one.Text, names.IndexOf(one.Name)))), laterNames, Known(later));

        SubjectExample Example(string text, int answer) => new(known.Of(EncoderWords.Of(text)), answer);
    }

    /// <summary>A hash of all sentences and samples with their names. Answers and comments are not learned: they may change.</summary>
    public static string Hash() =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        SubjectTexts
                            .Files()
                            .Append(TrainingTexts.ServiceFile("Offline", "Situations", "later-english.txt"))
                            .Append(TrainingTexts.ServiceFile("Offline", "Situations", "later-arabic.txt"))
                            .SelectMany(File.ReadLines)
                            .Where(line => line is not ['!' or '#', ..])
                    )
                )
            )
        )[..16];

    private static List<SubjectExample> Known(IEnumerable<SubjectExample> texts) => [.. texts.Where(text => text.Pieces.Length > 0)];
}
