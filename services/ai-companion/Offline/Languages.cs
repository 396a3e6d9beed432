namespace Community.Companion.Offline;

/// <summary>The language of a text, as far as it matters here: Arabic, English or another.</summary>
internal static class Languages
{
    public const string Arabic = "ar";
    public const string English = "en";
    public const string Other = "other";

    // Short words that are frequent in other languages and do not occur in English.
    private static readonly HashSet<string> Foreign = new(
        (
            "que el los las una por para muy estoy pero como ich nicht und ist das mir mich bin sehr je suis les des une pas mais avec pour est il lui eu nao não uma estou muito com ik niet een het maar heel jag inte och är mycket ben çok bir ve için değilim sono non che molto sto perché jestem nie się bardzo saya tidak yang sangat aku hindi ako ang "
            + ForeignSentences.OwnWords
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    // Words in which people of other languages say that they do not want to live: such a text may be two or three words long.
    private static readonly HashSet<string> ForeignOfDying = new(
        (
            "ich sterben mag leben voglio morire vivere quero morrer viver chcę umrzeć żyć ik dood sterven ölmek istiyorum yaşamak nataka kufa kuishi "
            + "mikham bemiram mikhaham mujhe marna merna chahta chahti nahi jeena zindagi hoon tôi muốn chết sống vreau să mor trăiesc jag vill dö leva jeg vil dø "
            + "haluan kuolla chci zemřít meg akarok halni хочу умереть mati želim θέλω πεθάνω gusto mamatay mau mati ingin"
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Letters that words of other languages have, and words that English took over have not.</summary>
    private const string ForeignLetters = "ğışİñãõßøåłżźęąțșřěůőűüöçêàèùì";

    private static readonly HashSet<string> Native = new(
        "the i is are am my me you it to and of that this was not have with for but so do what feel just".Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> PersianAndUrdu = new(
        (
            "می که را است به این خودم خودمو نمی میخوام میخواهم می‌خوام می‌خواهم بمیرم نیست ندارم دارم کنم کمک هستم هست دیگه خسته زندگی خودکشی میکنم نمیخوام "
            + "ہے ہیں میں کا کی کے ہوں نہیں مجھے اور کو سے ہو رہا رہی کر چاہتا چاہتی مرنا"
        ).Split(' '),
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> ArabicWords = new(
        "في على انا أنا ما مو مش مب لا ابي ابغى ودي بدي عايز عايزة والله يا هذا هذه اللي شو ليش اموت أموت كل شي حد احد عن من الى إلى بس".Split(
            ' '
        ),
        StringComparer.Ordinal
    );

    public static string Of(string text)
    {
        var letters = text.Count(char.IsLetter);
        var arabic = text.Count(IsArabic);
        var latin = text.Count(letter => char.IsLetter(letter) && letter < '\u0250');
        return letters == 0 ? English
            : arabic * 2 > letters ? (IsPersianOrUrdu(text) ? Other : Arabic)
            : latin * 2 < letters ? Other
            : IsForeign(text) ? Other
            : IsArabizi(text) ? Arabic
            : English;
    }

    /// <summary>Whether a text is Arabic in Latin letters.</summary>
    public static bool IsArabizi(string text) => WordsOf(text) is var words && Arabizi.Is(words, words.Count(Native.Contains));

    /// <summary>Whether a text in Latin letters could be Arabizi in a conversation that is: few of its words are English ones.</summary>
    public static bool MayBeArabizi(string text) =>
        WordsOf(text) is { Length: > 0 and <= 8 } words
        && (words.Any(word => Arabizi.IsOwn(word) || Arabizi.IsSpelled(word)) || 3 * words.Count(Arabizi.Has) >= words.Length)
        && !words.Any(Native.Contains);

    /// <summary>Whether a text has at least two frequent English words, and more of them than of other languages.</summary>
    public static bool IsPlainEnglish(string text) => Of(text) == English && WordsOf(text).Count(Native.Contains) > 1;

    /// <summary>
    /// The code of a language that its letters alone tell: Hindi, Bengali, Malayalam, Russian, Urdu, Persian; or null. Other languages with
    /// the same letters are taken for these.
    /// </summary>
    public static string? ByLetters(string text) =>
        Of(text) != Other ? null
        : text.Any("ےھہڑڈٹں".Contains) ? "ur"
        : text.Any(IsOfPersianOrUrdu) ? "fa"
        : text.Any(letter => letter is >= '\u0900' and <= '\u097F') ? "hi"
        : text.Any(letter => letter is >= '\u0980' and <= '\u09FF') ? "bn"
        : text.Any(letter => letter is >= '\u0D00' and <= '\u0D7F') ? "ml"
        : text.Any(letter => letter is >= '\u0400' and <= '\u04FF') ? "ru"
        : null;

    private static bool IsArabic(char letter) =>
        char.IsLetter(letter) && letter is >= '\u0600' and <= '\u06FF' or >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    /// <summary>Letters that Persian and Urdu have and Arabic has not; گ, چ and پ are also written in dialects of Arabic.</summary>
    private static bool IsOfPersianOrUrdu(char letter) => "کیےھہڑڈٹںژ".Contains(letter, StringComparison.Ordinal);

    // Keyboards of Iraq and Iran put ی, ک, ھ and ہ into Arabic texts too: one of them tells nothing beside Arabic words.
    private static bool IsPersianOrUrdu(string text)
    {
        if (text.Any("ےڑڈٹںژ".Contains))
        {
            return true;
        }

        var own = text.Where(IsOfPersianOrUrdu).Distinct().Count();
        var words = WordsOf(text);
        return own > 0 && (words.Any(PersianAndUrdu.Contains) || (own > 1 && !words.Any(IsArabicWord)));
    }

    private static bool IsArabicWord(string word) =>
        word.Replace('ی', 'ي').Replace('ک', 'ك') is var folded
        && ((folded.Length > 3 && folded.StartsWith("ال", StringComparison.Ordinal)) || ArabicWords.Contains(folded));

    private static bool IsForeign(string text)
    {
        var words = WordsOf(text);
        var foreign = words.Count(word => Foreign.Contains(word) || ForeignOfDying.Contains(word) || word.Any(ForeignLetters.Contains));
        return foreign > 1 && foreign > words.Count(Native.Contains) && !words.Any(Arabizi.IsSpelled);
    }

    internal static string[] WordsOf(string text) =>
        text.Split([' ', ',', '.', '!', '?', '،', '؟', '\n', '\t', '\''], StringSplitOptions.RemoveEmptyEntries);
}
