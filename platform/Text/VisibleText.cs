using System.Globalization;
using System.Text;

namespace Community.Platform.Text;

/// <summary>
/// Finds the visible characters of a text (Unicode 16: Default_Ignorable_Code_Point, UAX #9, UTS #51). Characters without a glyph have
/// legitimate uses: they join emoji and letters, and pasted Arabic and Hebrew has marks of direction. Misused, they make an empty text pass
/// as written, and two different names look alike.
/// </summary>
public static class VisibleText
{
    /// <summary>The most marks on one letter (UTS #39, 5.4): no language needs more, and more of them cover the lines around.</summary>
    public const int MostMarks = 4;

    private const int ZeroWidthSpace = 0x200B;
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private const int BrailleBlank = 0x2800;
    private const int EnclosingKeycap = 0x20E3;

    /// <summary>
    /// The text, or its beginning and an ellipsis. It is cut between characters as readers count them, so that no emoji and no surrogate
    /// pair is split.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">The most UTF-16 code units of the result; above 0.</param>
    public static string Shortened(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = 0;
        for (var next = StringInfo.GetNextTextElementLength(text, 0); next < most; next += StringInfo.GetNextTextElementLength(text, next))
        {
            end = next;
        }

        return text[..end] + "…";
    }

    /// <summary>Whether the text has a visible character: a letter, a digit, a sign or an emoji.</summary>
    public static bool IsVisible(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (HasGlyph(rune))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the character looks blank to a reader. U+2800 and the fillers of Hangul do, although Unicode does not call them blanks.
    /// </summary>
    public static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is (char)BrailleBlank or '\u3164' or '\u115F' or '\u1160' or '\uFFA0';

    /// <summary>Whether the character shows nothing by itself: a joiner, a mark of direction, a variation selector or a filler.</summary>
    public static bool IsWithoutGlyph(Rune rune) =>
        IsIgnorable(rune.Value) || rune.Value is BrailleBlank || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format;

    /// <summary>
    /// Whether every mark that opens a direction is closed in its line, and nothing is closed that was not opened. Balanced marks do not
    /// affect the text around them.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="allowOverrides">
    /// Whether U+202D and U+202E are allowed, which show letters in another order than they are written in.
    /// </param>
    public static bool IsBalanced(string text, bool allowOverrides)
    {
        // The deepest level of UAX #9 (BD2).
        const int Deepest = 125;
        Span<char> open = stackalloc char[Deepest];
        var depth = 0;
        foreach (var c in text)
        {
            switch (c)
            {
                case '\u202D' or '\u202E' when !allowOverrides:
                case '\u202A' or '\u202B' or '\u202D' or '\u202E' or '\u2066' or '\u2067' or '\u2068' when depth == Deepest:
                    return false;
                case '\u202A' or '\u202B' or '\u202D' or '\u202E':
                    open[depth++] = '\u202C';
                    break;
                case '\u2066' or '\u2067' or '\u2068':
                    open[depth++] = '\u2069';
                    break;
                case '\u202C' or '\u2069' when depth == 0 || open[--depth] != c:
                case '\n' or '\r' or '\u2028' or '\u2029' when depth > 0:
                    return false;
            }
        }

        return depth == 0;
    }

    /// <summary>
    /// The first character without a glyph and without an effect at its position, which only makes the text differ from its look; null:
    /// there is none.
    /// </summary>
    public static Rune? FirstHidden(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var isRightToLeft = Array.Exists(runes, IsRightToLeft);
        for (var at = 0; at < runes.Length; at++)
        {
            var before = at > 0 ? runes[at - 1] : default;
            var after = at + 1 < runes.Length ? runes[at + 1] : default;
            if (IsIgnorable(runes[at].Value) && !IsOfUse(runes[at].Value, before, after, isRightToLeft))
            {
                return runes[at];
            }
        }

        return null;
    }

    /// <summary>Whether a letter has more than <see cref="MostMarks"/> marks, in whichever form the text is.</summary>
    public static bool HasPiledMarks(string text)
    {
        var marks = 0;
        foreach (var rune in text.Normalized(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
            {
                marks = 0;
            }
            else if (!IsIgnorable(rune.Value) && ++marks > MostMarks)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasGlyph(Rune rune) =>
        !IsIgnorable(rune.Value)
        && rune.Value is not BrailleBlank
        && rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
            );

    private static bool IsOfUse(int mark, Rune before, Rune after, bool isRightToLeft) =>
        mark switch
        {
            // A combined emoji, or letters that are joined or kept apart. In alphabets that do not join letters they have no effect.
            Joiner or NonJoiner => IsJoining(before) && (IsJoining(after) || after.Value is NonJoiner or Joiner),
            // The word breaks of scripts that are written without blanks.
            ZeroWidthSpace => before.Value is >= 0x0E00 and <= 0x109F or >= 0x1780 and <= 0x17FF
                && after.Value is >= 0x0E00 and <= 0x109F or >= 0x1780 and <= 0x17FF,
            // A variation selector: it changes the glyph of an emoji, a sign, an ideograph or a letter of Burmese, and of no other letter.
            >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF => HasVariants(before, after),
            >= 0x180B and <= 0x180F => before.Value is >= 0x1800 and <= 0x18AF,
            // Tags of the flags of regions within a country.
            >= 0xE0020 and <= 0xE007F => before.Value is BlackFlag or (>= 0xE0020 and <= 0xE007E),
            0x200E or 0x200F or 0x061C => isRightToLeft,
            // IsBalanced checks these separately.
            >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => true,
            _ => false,
        };

    private static bool HasVariants(Rune before, Rune after) =>
        before.Value switch
        {
            // 1️⃣, #️⃣: the keycap follows.
            '#' or '*' or (>= '0' and <= '9') => after.Value is EnclosingKeycap,
            // ‼ ⁉ 〰 ℹ, the punctuation and the letter that are emoji.
            0x203C or 0x2049 or 0x3030 or 0x2139 => true,
            >= 0x1000 and <= 0x109F => true,
            // Ideographs (Unihan, and their compatibility forms).
            (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => true,
            _ => Rune.GetUnicodeCategory(before)
                is UnicodeCategory.OtherSymbol
                    or UnicodeCategory.MathSymbol
                    or UnicodeCategory.ModifierSymbol,
        };

    private static bool IsJoining(Rune rune) =>
        rune.Value switch
        {
            >= 0xFE00 and <= 0xFE0F => true,
            // Latin, Greek, Cyrillic, Armenian and Hebrew, and the letters of Chinese, Japanese and Korean.
            < 0x0600
            or (>= 0x1E00 and <= 0x1FFF)
            or (>= 0x2C00 and <= 0xA4CF)
            or (>= 0xA640 and <= 0xA7FF)
            or (>= 0xAC00 and <= 0xD7FF)
            or (>= 0xF900 and <= 0xFAFF) => rune.Value is 0xA9 or 0xAE or (>= 0x2190 and <= 0x2BFF),
            _ => Rune.IsLetter(rune)
                || Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.SpacingCombiningMark
                        or UnicodeCategory.OtherSymbol
                        or UnicodeCategory.ModifierSymbol
                        or UnicodeCategory.MathSymbol,
        };

    private static bool IsRightToLeft(Rune rune) =>
        rune.Value
            is (>= 0x0590 and <= 0x08FF and not 0x061C)
                or (>= 0xFB1D and <= 0xFDFF)
                or (>= 0xFE70 and <= 0xFEFC)
                or (>= 0x10800 and <= 0x10FFF)
                or (>= 0x1E800 and <= 0x1EFFF);

    /// <summary>Default_Ignorable_Code_Point=Yes, DerivedCoreProperties.txt.</summary>
    private static bool IsIgnorable(int point) =>
        point switch
        {
            < 0x00AD => false,
            0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFEFF or 0xFFA0 => true,
            >= 0x180B and <= 0x180F => true,
            >= 0x200B and <= 0x200F => true,
            >= 0x202A and <= 0x202E => true,
            >= 0x2060 and <= 0x206F => true,
            >= 0xFE00 and <= 0xFE0F => true,
            >= 0xFFF0 and <= 0xFFF8 => true,
            >= 0x1BCA0 and <= 0x1BCA3 => true,
            >= 0x1D173 and <= 0x1D17A => true,
            >= 0xE0000 and <= 0xE0FFF => true,
            _ => false,
        };
}
