using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Tests.Safety.Transliteration;

public sealed class ArabiziReaderTests
{
    [Theory]
    [InlineData("mesh 3ayez a3ish tani", "مش عايز أعيش تاني")]
    [InlineData("7abeb a2tol nafsi", "حابب اقتل نفسي")]
    [InlineData("gozi byedrabni kol youm", "جوزي بيضربني كل يوم")]
    [InlineData("katabt resala l ommi", null)]
    [InlineData("wein ray7een el jom3a? ana msafer", "وين رايحين الجمعة ? انا مسافر")]
    [InlineData("fi 7ada la7e2ni mn el ma7atta w wa2ef ta7t el bineye", null)]
    public void ArabicInLatinLettersIsReadInArabicLetters(string latin, string? arabic)
    {
        var read = Read(latin).ShouldNotBeNull();
        if (arabic is not null)
        {
            Folded(read).ShouldBe(Folded(arabic));
        }
    }

    [Theory]
    [InlineData("I don't know what to do any more")]
    [InlineData("see you at 7pm, bring the mp3 player")]
    [InlineData("me muero de hambre, vamos a comer")]
    [InlineData("aku lapar sekali, mau makan apa")]
    [InlineData("mujhe bahut bhookh lagi hai")]
    [InlineData("gutom na gutom na ako")]
    [InlineData("صباح الخير")]
    [InlineData("lol")]
    [InlineData("")]
    public void OtherTextsAreNot(string text) => Read(text).ShouldBeNull();

    private static string? Read(string text) => ArabiziReader.Read(text, LearnedModel.Delivered.Classes);

    private static string Folded(string text)
    {
        var words = CrisisDetector.Rules().Words(text);
        return string.Join(' ', Enumerable.Range(0, words.Count).Select(at => words[at].Text));
    }
}
