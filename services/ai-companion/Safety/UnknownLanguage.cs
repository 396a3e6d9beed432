using System.Collections.Frozen;
using Community.Companion.Offline;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Safety;

/// <summary>Recognizes a text in Latin letters of which no word is known: a crisis in it may be missed.</summary>
internal static class UnknownLanguage
{
    /// <summary>Shorter words are the same in many languages ("me", "la").</summary>
    private const int ShortestWord = 3;

    /// <summary>One unknown word can be a name.</summary>
    private const int FewestWords = 2;

    private static readonly FrozenSet<string> Chat =
        "thx lol lmao omg hmm hmmm haha hahaha hehe hehehe idk tbh btw pls plz yep nah meh ugh wow"
            .Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Is(string text)
    {
        var words = text.Split([' ', ',', '.', '!', '?', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Count(char.IsLetter) >= ShortestWord)
            .ToList();
        return words.Count >= FewestWords
            && words.TrueForAll(word => !IsKnown(word))
            && ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is null;
    }

    private static bool IsKnown(string word) =>
        word.Any(letter => letter > '\u024F' && char.IsLetter(letter))
        || word.Contains('\'', StringComparison.Ordinal)
        || Chat.Contains(word)
        || Arabizi.Has(word)
        || Arabizi.IsSpelled(word)
        || LearnedModel.Delivered.Classes.Of(FoldedWords.Fold(word)).IsKnown;
}
