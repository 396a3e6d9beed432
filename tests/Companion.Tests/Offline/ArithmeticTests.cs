using Community.Companion.Offline;

namespace Community.Companion.Tests.Offline;

/// <summary>Sums are right, or it is said that they are not done.</summary>
public sealed class ArithmeticTests
{
    private static readonly OfflineCompanion Companion = new();

    [Theory]
    [InlineData("what's 12 percent of 250", "12% × 250 = 30")]
    [InlineData("What is 15% of 80?", "15% × 80 = 12")]
    [InlineData("كم 15 ضرب 4", "15 × 4 = 60")]
    [InlineData("half of 90", "90 ÷ 2 = 45")]
    [InlineData("we're 7 people and the flowers were 63, how much each", "63 ÷ 7 = 9")]
    [InlineData("dinner was 84 for 4 of us, what's that per person?", "84 ÷ 4 = 21")]
    [InlineData("لو ١٧ شخص وكل واحد عليه ٢٥ ريال كم يطلع", "17 × 25 = 425")]
    [InlineData("الحساب 120 واحنا 4 اشخاص، كم على كل واحد", "120 ÷ 4 = 30")]
    [InlineData("what is a quarter of 60", "60 ÷ 4 = 15")]
    [InlineData("a third of 100?", "100 ÷ 3 ≈ 33.3333")]
    [InlineData("١٢ + ٧", "12 + 7 = 19")]
    [InlineData("٢٠٪ من ٣٥٠", "20% × 350 = 70")]
    [InlineData("كم ٢٥ بالمية من ٨٠", "25% × 80 = 20")]
    [InlineData("نص 64", "64 ÷ 2 = 32")]
    [InlineData("كم ربع ٤٨", "48 ÷ 4 = 12")]
    [InlineData("twelve times seven", "12 × 7 = 84")]
    [InlineData("what is twenty five plus thirty two", "25 + 32 = 57")]
    [InlineData("two hundred and five minus six", "205 − 6 = 199")]
    [InlineData("خمسة وعشرين زائد ثلاثة", "25 + 3 = 28")]
    [InlineData("سبعة في ثمانية كام", "7 × 8 = 56")]
    [InlineData("كم يساوي مية ناقص سبعة وثلاثين", "100 − 37 = 63")]
    [InlineData("3 + 4 × 5", "3 + 4 × 5 = 23")]
    [InlineData("10 - 3 - 2", "10 − 3 − 2 = 5")]
    [InlineData("1,250 divided by 5", "1250 ÷ 5 = 250")]
    [InlineData("7 squared", "7 × 7 = 49")]
    [InlineData("square root of 144", "√144 = 12")]
    [InlineData("double 17", "17 × 2 = 34")]
    [InlineData("20% off 150", "150 − 20% = 120")]
    [InlineData("خصم 20% على 150", "150 − 20% = 120")]
    [InlineData("subtract 5 from 12", "12 - 5 = 7")]
    [InlineData("split 90 between 4", "90 ÷ 4 = 22.5")]
    [InlineData("اضرب 5 في 6", "5 × 6 = 30")]
    [InlineData("اقسم 81 على 9", "81 ÷ 9 = 9")]
    [InlineData("can you calculate 18*3 for me?", "18 × 3 = 54")]
    public void ASumIsRight(string text, string line) =>
        Arithmetic.Answer(text).ShouldBe(line.Replace(" - ", " − ", StringComparison.Ordinal));

    [Theory]
    [InlineData("what is 5 to the power of 7", "en")]
    [InlineData("square root of 2 plus the cube root of 8", "en")]
    [InlineData("I have 12 apples and give away 5, how many are left?", "en")]
    [InlineData("what is (3 + 4) × 2", "en")]
    [InlineData("معي 20 درهم وصرفت 7 كم باقي", "ar")]
    [InlineData("كم 3 أس 4 ضرب 2", "ar")]
    public void AnotherSumIsHonestlyRefused(string text, string language)
    {
        var answer = Companion.Answer(new(text, [], Guid.Empty));
        string[] refusals =
            language == "en" ? ["I do small sums", "I can't work that one out"] : ["أحسب العمليات الصغيرة", "لا أستطيع حساب هذا"];
        refusals.Any(answer.Contains).ShouldBeTrue(answer);
    }

    [Theory]
    [InlineData("24/7")]
    [InlineData("we won 3-1")]
    [InlineData("9/11")]
    [InlineData("the film was 10 على 10")]
    [InlineData("I have two cats and one dog")]
    [InlineData("meet at 10:30")]
    [InlineData("half of my friends left")]
    [InlineData("what is 5")]
    [InlineData("one plus of this place is the garden")]
    [InlineData("I am 15 and my sister is 12")]
    [InlineData("عندي ٣ أولاد و ٢ بنات")]
    public void WhatIsNoSumIsNone(string text) => Arithmetic.IsAsked(text).ShouldBeFalse();

    [Fact]
    public void AVeryLongTextIsNone() => Arithmetic.IsAsked(string.Concat(Enumerable.Repeat("12 * and how many ", 5000))).ShouldBeFalse();
}
