using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Gateway.Pages;

namespace Community.Gateway.Tests;

/// <summary>The pages that mails lead to.</summary>
public sealed partial class MailPageTests(Fleet fleet) : IClassFixture<Fleet>
{
    private async Task<(HttpResponseMessage Answer, string Text)> ShowAsync(string path, string? languages = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        var answer = await fleet.Gateway.Http.SendAsync(languages is null ? request : request.With("Accept-Language", languages));
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/verify-email")]
    [InlineData("/reset-password")]
    [InlineData("/waitlist")]
    [InlineData("/certificate")]
    public async Task EveryPageLoadsOnlyWhatTheGatewayHas(string path)
    {
        var (answer, html) = await ShowAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        html.ShouldNotContain("{{");
        html.ShouldNotContain("<script>");
        html.ShouldNotContain("style=");
        InlineHandler().IsMatch(html).ShouldBeFalse();
        foreach (
            var address in Address().Matches(html).Select(match => match.Groups["address"].Value).Where(address => !address.StartsWith('?'))
        )
        {
            address.ShouldStartWith("/pages/");
            (await ShowAsync(address)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        }
    }

    [Theory]
    [InlineData("/verify-email")]
    [InlineData("/reset-password")]
    [InlineData("/waitlist")]
    [InlineData("/certificate")]
    [InlineData("/docs/index.html")]
    public async Task AnotherPageThatOpensItHasNoHoldOnIt(string path) =>
        (await ShowAsync(path)).Answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);

    [Fact]
    public async Task APasswordIsMaskedAndCanBePasted()
    {
        var (_, html) = await ShowAsync("/reset-password");
        html.ShouldContain("type=\"password\" autocomplete=\"new-password\"");
        var script = (await ShowAsync("/pages/pages.js")).Text;
        script.ShouldNotContain("paste");
        script.ShouldNotContain("keydown");
    }

    [Fact]
    public async Task ThePagesKeepNothingAndBuildNoMarkup()
    {
        var script = (await ShowAsync("/pages/pages.js")).Text;
        script.ShouldContain("'use strict'");
        foreach (
            var word in (string[])
                [
                    "localStorage",
                    "sessionStorage",
                    "indexedDB",
                    "cookie",
                    "innerHTML",
                    "outerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "eval(",
                    "Function(",
                    "Object.assign",
                    "__proto__",
                    "window[",
                ]
        )
        {
            script.ShouldNotContain(word);
        }
    }

    [Theory]
    [InlineData("/verify-email", null, "en")]
    [InlineData("/verify-email", "ar", "ar")]
    [InlineData("/verify-email", "ar-EG, en;q=0.5", "ar")]
    [InlineData("/verify-email", "de, ar;q=0.3, en;q=0.7", "en")]
    [InlineData("/verify-email", "arn, de", "en")]
    [InlineData("/verify-email?lang=ar", "en", "ar")]
    [InlineData("/verify-email?lang=xx", "ar", "ar")]
    public async Task ThePageIsInTheLanguageOfTheReader(string path, string? accepted, string language)
    {
        var (answer, html) = await ShowAsync(path, accepted);
        html.ShouldContain($"<html lang=\"{language}\" dir=\"{(language == "ar" ? "rtl" : "ltr")}\">");
        answer.Content.Headers.ContentLanguage.ShouldBe([language]);
        answer.Headers.Vary.ShouldContain("Accept-Language");
    }

    [Theory]
    [InlineData("en", "save as PDF")]
    [InlineData("ar", "حفظ بصيغة PDF")]
    public async Task ACertificateIsAPageThatEveryoneCanCheckAndPrint(string language, string prints)
    {
        var (_, html) = await ShowAsync($"/certificate?code=CERT-7Q4M-K2XN-8RTC-5WHD&lang={language}");
        html.ShouldContain("data-page=\"certificate\"");
        html.ShouldContain(prints);
        html.ShouldNotContain("7Q4M", Case.Sensitive, "the script asks for it: the page is the same for each code");
        (await ShowAsync("/pages/pages.js")).Text.ShouldContain("'/certificates/' + encodeURIComponent(code)");
        (await ShowAsync("/pages/pages.css")).Text.ShouldContain("@media print");
    }

    [Fact]
    public void EveryLanguageHasEveryWord()
    {
        var words = PageLanguage
            .All.Select(language =>
            {
                using var stream = typeof(MailPages).Assembly.GetManifestResourceStream($"Pages/{language}.json")!;
                return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
            })
            .ToList();
        words.ShouldAllBe(language =>
            language.Keys.Order(StringComparer.Ordinal).SequenceEqual(words[0].Keys.Order(StringComparer.Ordinal))
        );
        words.SelectMany(language => language.Values).ShouldAllBe(word => word.Length > 0);
    }

    [GeneratedRegex("(src|href)=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\son\w+=", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineHandler();
}
