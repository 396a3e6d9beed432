using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Community.Platform.Text;

namespace Community.Companion.Safety.Rules;

/// <summary>A word as rules compare it.</summary>
/// <param name="Text">The folded word.</param>
/// <param name="Bare">An Arabic word without the "and" that is attached to it (و, ف), or null.</param>
internal readonly record struct Word(string Text, string? Bare = null)
{
    /// <summary>The end of a sentence. No phrase reaches across it.</summary>
    public static readonly Word Stop = new(".");

    public bool IsStop => Text == ".";

    public bool Is(string text) => Text == text || Bare == text;

    public bool StartsWith(string prefix) =>
        Text.StartsWith(prefix, StringComparison.Ordinal) || Bare?.StartsWith(prefix, StringComparison.Ordinal) == true;
}

/// <summary>
/// Splits a text into words without case, accents and disguise, with one spelling for each word, so that a rule needs no second spelling:
/// <list type="bullet">
/// <item>One form of each character (NFKD), without invisible characters (zero width) and without accents and Arabic vowel signs;
/// the forms of alef, ya and ta marbuta are one each.</item>
/// <item>Look-alikes of other alphabets, in a word that mixes alphabets; digits and signs for letters (<c>k1ll</c>, <c>d!e</c>).</item>
/// <item>Letters drawn out (<c>diiie</c>); letters on their own (<c>d i e</c>, <c>d.i.e</c>) and words written into one
/// (<c>wanttodie</c>).</item>
/// <item>Contractions in full (<c>I'm</c>, <c>im</c> and <c>I am</c> are two words) and known misspellings, as the spellings say.</item>
/// </list>
/// Rules are written in the same folded words, because they are read through here as well.
/// </summary>
internal sealed class FoldedWords(Spellings spellings)
{
    private const int ShortestGlued = 8;

    private static readonly FrozenDictionary<char, char> Signs = Pairs("0o 1i 3e 4a 5s 7t 8b 9g @a $s !i |i €e").ToFrozenDictionary();

    private static readonly FrozenDictionary<char, char> LookAlikes = Pairs(
            "аa вb еe ёe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ӏl αa βb εe ηn ιi κk νv οo ρp τt υu χx"
        )
        .ToFrozenDictionary();

    private static readonly FrozenDictionary<char, char> OneForm = Pairs("ٱا ىي یي ةه ەه ہه ۃه ھه کك گك ڪك ँं ’' ‘' ʼ' `' ´' ＇'")
        .ToFrozenDictionary();

    /// <summary>The words of a text, with a <see cref="Word.Stop"/> where a sentence ends.</summary>
    public ReadText Read(string text)
    {
        var words = new List<Word>();
        var letters = new StringBuilder();
        var since = 0;
        foreach (var (part, mayEnd) in Parts(Fold(text)))
        {
            // The full stop after the last of several letters ("d.i.e. now") belongs to them.
            var ends = mayEnd && !(part.Length == 1 && letters.Length > 1);
            if (part.Length == 1 && char.IsLetter(part[0]))
            {
                letters.Append(part);
            }
            else
            {
                EndLetters(letters, words);
                if (part.Length > 0)
                {
                    Add(part, words);
                }
            }

            since += part.Length > 0 ? 1 : 0;

            // A sentence of one word is emphasis ("I. Want. To. Die."), and does not end a sentence.
            if (ends && since > 1)
            {
                EndLetters(letters, words);
                words.Add(Word.Stop);
                since = 0;
            }
            else if (ends)
            {
                since = 0;
            }
        }

        EndLetters(letters, words);
        return new(words);
    }

    /// <summary>One form of each character, without case and without invisible characters.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Accents are separated first (KD), and then left out.
        foreach (var rune in text.Normalized(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (
                (
                    Rune.GetUnicodeCategory(rune)
                        is UnicodeCategory.Format
                            or UnicodeCategory.NonSpacingMark
                            or UnicodeCategory.EnclosingMark
                    && !IsIndicSign(rune)
                ) || rune.Value is 'ـ' or 'ء'
            )
            {
                continue;
            }

            var lower = Rune.ToLowerInvariant(rune);
            _ = lower.IsBmp && OneForm.TryGetValue((char)lower.Value, out var form) ? folded.Append(form) : folded.Append(lower.ToString());
        }

        return folded.ToString();
    }

    /// <summary>
    /// A vowel sign or another part of a syllable in the scripts of India: a word without it is another word. The dot that is often left
    /// out does not count.
    /// </summary>
    private static bool IsIndicSign(Rune rune) => rune.Value is >= '\u0900' and <= '\u0DFF' and not ('\u093C' or '\u09BC' or '\u0A3C');

    /// <summary>The parts between blanks and marks, and whether a sentence ends after each.</summary>
    private static IEnumerable<(string Part, bool Ends)> Parts(string text)
    {
        var part = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (
                char.IsLetterOrDigit(letter)
                || char.IsSurrogate(letter)
                || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            )
            {
                part.Append(letter);
            }
            else if (
                part.Length > 0
                && at + 1 < text.Length
                && char.IsLetterOrDigit(text[at + 1])
                && (letter is '\'' or '*' || Signs.ContainsKey(letter))
            )
            {
                // A sign between letters replaces one of them, or hides one.
                _ = letter == '*' ? part : part.Append(letter);
            }
            else if (letter is '@' or '$' && at + 1 < text.Length && char.IsLetter(text[at + 1]))
            {
                part.Append(letter);
            }
            else
            {
                var ends = IsEnd(text, at);
                if (part.Length > 0 || ends)
                {
                    yield return (part.ToString(), ends);
                    part.Clear();
                }
            }
        }

        yield return (part.ToString(), true);
    }

    private static bool IsEnd(string text, int at) =>
        text[at] switch
        {
            '.' or '!' or '?' or '؟' or '؛' or ';' or '。' or '！' or '？' => at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1]),
            '\n' => at + 1 < text.Length && text[at + 1] is '\n' or '\r',
            _ => false,
        };

    /// <summary>Three or more single letters in a row form words.</summary>
    private void EndLetters(StringBuilder letters, List<Word> words)
    {
        if (letters.Length > 2)
        {
            var glued = letters.ToString();
            Add(spellings.Split(glued) ?? [glued], words);
        }
        else
        {
            for (var at = 0; at < letters.Length; at++)
            {
                Add([letters[at].ToString()], words);
            }
        }

        letters.Clear();
    }

    private void Add(string part, List<Word> words)
    {
        var word = Undrawn(Unsigned(InOneAlphabet(part)));
        var apart = word.IndexOf('\'', StringComparison.Ordinal) is var mark and > 0
            ? Contraction(word[..mark], word[(mark + 1)..])
            : [word];
        if (
            apart is [{ Length: >= ShortestGlued } glued]
            && !spellings.Knows(glued)
            && glued.All(char.IsAsciiLetterLower)
            && spellings.Split(glued) is { } split
        )
        {
            apart = split;
        }

        Add(apart, words);
    }

    private void Add(IEnumerable<string> apart, List<Word> words)
    {
        foreach (var word in apart.SelectMany(spellings.Of))
        {
            words.Add(new(word, word.Length > 3 && word[0] is 'و' or 'ف' ? word[1..] : null));
        }
    }

    /// <summary>Contractions in full: <c>I'm</c>, <c>he's</c>, <c>don't</c>; the possessive is left out.</summary>
    private static string[] Contraction(string word, string rest) =>
        rest switch
        {
            "m" => [word, "am"],
            "re" => [word, "are"],
            "ll" => [word, "will"],
            "ve" => [word, "have"],
            "d" => [word, "would"],
            "t" => [word + "t"],
            "s"
                when word
                    is "he"
                        or "she"
                        or "it"
                        or "that"
                        or "there"
                        or "who"
                        or "what"
                        or "here"
                        or "someone"
                        or "somebody"
                        or "nobody"
                        or "where"
                        or "how"
                        or "when"
                        or "why"
                        or "everything"
                        or "nothing" => [word, "is"],
            "s" => [word],
            _ => [word + rest],
        };

    private static string InOneAlphabet(string word) =>
        word.Any(char.IsAsciiLetterLower) && word.Any(LookAlikes.ContainsKey)
            ? string.Concat(word.Select(c => LookAlikes.GetValueOrDefault(c, c)))
            : word;

    /// <summary>Replaces digits and signs by letters, if letters are at least half of the word: <c>A55</c> is a road.</summary>
    private static string Unsigned(string word)
    {
        var letters = word.Count(char.IsAsciiLetterLower);
        return letters * 2 >= word.Length && word.Any(Signs.ContainsKey)
            ? string.Concat(word.Select(c => Signs.GetValueOrDefault(c, c)))
            : word;
    }

    /// <summary>Three or more of the same letter in a row become one.</summary>
    private static string Undrawn(string word)
    {
        var shortened = new StringBuilder(word.Length);
        for (var start = 0; start < word.Length; )
        {
            var end = start;
            while (end < word.Length && word[end] == word[start])
            {
                end++;
            }

            shortened.Append(word[start], end - start > 2 && char.IsLetter(word[start]) ? 1 : end - start);
            start = end;
        }

        return shortened.ToString();
    }

    private static Dictionary<char, char> Pairs(string pairs) => pairs.Split(' ').ToDictionary(pair => pair[0], pair => pair[1]);
}
