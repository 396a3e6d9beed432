using Community.Companion.Offline;
using Community.Companion.Offline.Practical;

namespace Community.Companion.Tests.Offline;

/// <summary>Capitals and other facts that people ask for.</summary>
public sealed class WorldTests
{
    private static readonly OfflineCompanion Companion = new();

    private static string? Answer(string text, params string[] said) =>
        World.Answer(new(text, OfflineCompanion.LanguageOf(text), [.. said.Select(_ => "An answer.")], said, () => ""));

    [Theory]
    [InlineData("what's the capital of australia", "Canberra.")]
    [InlineData("What is the capital city of Chad?", "N'Djamena.")]
    [InlineData("do you know the capital of Brazil", "Brasília.")]
    [InlineData("capital of Niger", "Niamey.")]
    [InlineData("capital of nigeria?", "Abuja.")]
    [InlineData("what is the capital of South Sudan", "Juba.")]
    [InlineData("whats egypt's capital", "Cairo.")]
    [InlineData("what is the capital of the USA", "Washington, D.C.")]
    [InlineData("is sydney the capital of australia?", "Canberra.")]
    [InlineData("what is the capital of the Dominican Republic", "Santo Domingo.")]
    [InlineData("what's the capital of guinea-bissau", "Bissau.")]
    [InlineData("ما عاصمة كندا؟", "أوتاوا.")]
    [InlineData("وعاصمة اليابان ايه", "طوكيو.")]
    [InlineData("شو عاصمة المانيا", "برلين.")]
    [InlineData("وش عاصمة عمان", "مسقط.")]
    [InlineData("عاصمة جنوب السودان", "جوبا.")]
    [InlineData("ايش عاصمة النيجر", "نيامي.")]
    public void ACapitalIsKnown(string text, string capital) => Answer(text).ShouldBe(capital);

    [Theory]
    [InlineData("and of Brazil?", "Brasília.", "what is the capital of Canada")]
    [InlineData("no I meant Austria", "Vienna.", "what is the capital of Australia")]
    [InlineData("what about japan", "Tokyo.", "capital of china", "and of india?")]
    [InlineData("are you sure? i thought sydney", "Yes, Canberra.", "what's the capital of australia")]
    [InlineData("لا قصدي البرازيل", "برازيليا.", "وعاصمة كندا ايه")]
    [InlineData("والكويت؟", "مدينة الكويت.", "ما عاصمة قطر")]
    [InlineData("متأكد؟", "نعم، كانبرا.", "شو عاصمة استراليا")]
    public void AFurtherCapitalNeedsOnlyTheCountry(string text, string capital, params string[] said) =>
        Answer(text, said).ShouldBe(capital);

    [Theory]
    [InlineData("why is the sky blue", "scatters")]
    [InlineData("how far is the moon?", "384,400")]
    [InlineData("which day has the most light?", "21 June")]
    [InlineData("how many bones are in the human body", "206")]
    [InlineData("at what temperature does water boil", "100")]
    [InlineData("who painted the mona lisa", "Leonardo")]
    [InlineData("can you tell me how many continents there are", "Seven")]
    [InlineData("what is the largest planet", "Jupiter")]
    [InlineData("what's the tallest building in the world", "828")]
    [InlineData("when did the second world war end", "1945")]
    [InlineData("who wrote hamlet", "Shakespeare")]
    [InlineData("how long is a marathon", "42.195")]
    [InlineData("what is inflation", "prices")]
    [InlineData("why do onions make us cry", "gas")]
    [InlineData("where are the pyramids", "Giza")]
    [InlineData("how many players are in a football team", "Eleven")]
    [InlineData("ليش السما زرقا", "يشتت")]
    [InlineData("هو النيل طوله قد ايه؟", "٦٦٥٠")]
    [InlineData("كم عظمة في جسم الإنسان؟", "٢٠٦")]
    [InlineData("مين رسم الموناليزا", "ليوناردو")]
    [InlineData("كم يبعد القمر عن الأرض", "٣٨٤")]
    [InlineData("يعني ايه تضخم؟", "الأسعار")]
    [InlineData("ما أعلى جبل في العالم", "٨٨٤٩")]
    [InlineData("كم كوكب في المجموعة الشمسية", "ثمانية")]
    [InlineData("متى انتهت الحرب العالمية الثانية", "١٩٤٥")]
    [InlineData("كم لاعب في فريق كرة القدم", "أحد عشر")]
    public void AFactIsKnown(string text, string words) => Answer(text).ShouldNotBeNull().ShouldContain(words);

    [Theory]
    [InlineData("I moved to the capital of Egypt and feel alone")]
    [InlineData("my brother lives in the capital of france")]
    [InlineData("the moon was so beautiful last night")]
    [InlineData("i need capital to open a shop in egypt")]
    [InlineData("how many bones did my son break")]
    [InlineData("the sky is blue and i am sad")]
    [InlineData("I cried over the onions")]
    [InlineData("what is the capital of Atlantis")]
    [InlineData("what is love")]
    [InlineData("how are you")]
    [InlineData("why is my sister angry")]
    [InlineData("tell us more")]
    [InlineData("انا ساكن في عاصمة مصر ووحيد")]
    [InlineData("باريس هي عاصمة فرنسا")]
    [InlineData("القمر حلو الليلة")]
    [InlineData("كيف حالك")]
    [InlineData("ليش زعلان صاحبي")]
    public void NothingElseIsAnsweredWithAFact(string text) => Answer(text).ShouldBeNull();

    [Theory]
    [InlineData("tell us more", "what is the capital of Canada")]
    [InlineData("thanks", "what is the capital of Canada")]
    [InlineData("i have a friend in peru", "what is the capital of Canada")]
    [InlineData("شكرا", "ما عاصمة كندا")]
    public void AFurtherTextWithoutACountryIsNoQuestion(string text, params string[] said) => Answer(text, said).ShouldBeNull();

    [Fact]
    public void TheCompanionAnswersWithTheFact() =>
        Companion.Answer(new("why is the sky blue", [], Guid.Empty)).ShouldStartWith("Because the air scatters");

    [Fact]
    public void EveryCountryHasOneCapital()
    {
        var lines = Embedded.Lines("Offline.Practical.capitals.txt").Select(line => line.Split('|')).ToList();
        lines.Where(cells => cells.Length != 4 || cells.Any(string.IsNullOrWhiteSpace)).ShouldBeEmpty();
        lines.SelectMany(cells => cells[0].Split('/')).GroupBy(name => name).Where(names => names.Count() > 1).ShouldBeEmpty();
        lines.SelectMany(cells => cells[1].Split('/')).GroupBy(name => name).Where(names => names.Count() > 1).ShouldBeEmpty();
        foreach (var cells in lines)
        {
            Answer($"what is the capital of {cells[0].Split('/')[0]}?").ShouldNotBeNull(cells[0]).ShouldStartWith(cells[2].TrimEnd('.'));
            Answer($"ما عاصمة {cells[1].Split('/')[0]}؟").ShouldNotBeNull(cells[0]).ShouldStartWith(cells[3].TrimEnd('.'));
        }
    }
}
