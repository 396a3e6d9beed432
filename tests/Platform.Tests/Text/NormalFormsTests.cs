using System.Text;
using Community.Platform.Text;

namespace Community.Platform.Tests.Text;

public sealed class NormalFormsTests
{
    [Fact]
    public void EveryCharacterHasAForm()
    {
        foreach (var form in Enum.GetValues<NormalizationForm>())
        {
            for (var code = 0; code <= 0x10FFFF; code++)
            {
                var text = code <= char.MaxValue ? ((char)code).ToString() : char.ConvertFromUtf32(code);
                text.Normalized(form).ShouldNotBeEmpty($"U+{code:X4}");
            }
        }
    }

    // (Not as inline data: an attribute holds no lone surrogate.)
    [Fact]
    public void WhatHasNoFormIsReplacedOrRefused()
    {
        foreach (
            var (text, replaced) in (IEnumerable<(string, string)>)
                [("a\uFFFEb", "a\uFFFDb"), ("a\uD83D", "a\uFFFD"), ("\uDE00a", "\uFFFDa"), ("\uD83D\uD83D\uDE00", "\uFFFD😀")]
        )
        {
            text.Normalized(NormalizationForm.FormC).ShouldBe(replaced);
            text.NormalizedOrNull(NormalizationForm.FormC).ShouldBeNull();
        }
    }

    [Fact]
    public void AllElseIsNormalized()
    {
        foreach (
            var (text, normal) in (IEnumerable<(string, string)>)
                [("e\u0301", "\u00e9"), ("😀", "😀"), ("", ""), ("a\uFFFDb\uFFFF", "a\uFFFDb\uFFFF")]
        )
        {
            text.Normalized(NormalizationForm.FormC).ShouldBe(normal);
            text.NormalizedOrNull(NormalizationForm.FormC).ShouldBe(normal);
        }
    }
}
