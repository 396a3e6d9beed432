using Community.Companion.Safety;
using Community.Companion.Safety.Rules;
using Community.Companion.Sentences;

namespace Community.Companion.Tests.Sentences;

public sealed class EncoderWordsTests
{
    private static readonly CrisisRules Rules = CrisisDetector.Rules();

    [Theory]
    [InlineData("I don't know, he's HERE!", "i do not know he is here .")]
    [InlineData("k1ll the l1ghts", "kill the lights .")]
    [InlineData("The available dates are in my calendar", "the available dates are in my calendar .")]
    [InlineData("كل يوم بيضربني في البيت", "every day he hits me in the house .")]
    [InlineData("مش قادر أنام", "not able i sleep .")]
    [InlineData("في البيت ١٢", "in the house 12 .")]
    public void WordsAreEnglishAndInFull(string text, string expected) => Read(text).ShouldBe(expected);

    [Fact]
    public void AnUnknownArabicWordStays() => Read("غغغثث في البيت").ShouldEndWith("in the house .");

    [Fact]
    public void WhatNoRuleReadsIsTheSame() =>
        string.Join(' ', EncoderWords.Of("Café for CHESS-players, «أم وابنها»"))
            .ShouldBe("cafe for chess - players , « mother and her son »");

    private static string Read(string text)
    {
        var words = Rules.Words(text);
        return string.Join(' ', EncoderWords.Of(Enumerable.Range(0, words.Count).Select(at => words[at].Text)));
    }
}
