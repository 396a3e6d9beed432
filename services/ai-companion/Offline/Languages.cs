namespace Community.Companion.Offline;

/// <summary>The language of a text, as far as it matters here: Arabic, English or another.</summary>
internal static class Languages
{
    public const string Arabic = "ar";
    public const string English = "en";
    public const string Other = "other";

    // Short words that are frequent in other languages and do not occur in English.
    private static readonly HashSet<string> Foreign = new(
        "que el los las una por para muy estoy pero como ich nicht und ist das mir mich bin sehr je suis les des une pas mais avec pour est il lui eu nao não uma estou muito com ik niet een het maar heel jag inte och är mycket ben çok bir ve için değilim sono non che molto sto perché jestem nie się bardzo saya tidak yang sangat aku hindi ako ang".Split(
            ' '
        ),
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> Native = new(
        "the i is are am my me you it to and of that this was not have with for but so do what feel just".Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    public static string Of(string text)
    {
        var letters = text.Count(char.IsLetter);
        var arabic = text.Count(IsArabic);
        var latin = text.Count(letter => char.IsLetter(letter) && letter < '\u0250');
        return letters == 0 ? English
            : arabic * 2 > letters ? Arabic
            : latin * 2 < letters || IsForeign(text) ? Other
            : English;
    }

    private static bool IsArabic(char letter) =>
        char.IsLetter(letter) && letter is >= '\u0600' and <= '\u06FF' or >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    private static bool IsForeign(string text)
    {
        var words = text.Split([' ', ',', '.', '!', '?', '\n', '\t', '\''], StringSplitOptions.RemoveEmptyEntries);
        var foreign = words.Count(Foreign.Contains);
        return foreign > 1 && foreign > words.Count(Native.Contains);
    }
}
