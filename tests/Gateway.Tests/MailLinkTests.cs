using System.Net;

namespace Community.Gateway.Tests;

/// <summary>The addresses in mails, with the web client and without it.</summary>
public sealed class MailLinkTests(Fleet fleet) : IClassFixture<Fleet>
{
    [Theory]
    [InlineData("/verify-email", "/app/verify-email")]
    [InlineData("/reset-password", "/app/reset-password")]
    [InlineData("/waitlist", "/app/waitlist")]
    [InlineData("/waitlist?lang=ar", "/app/waitlist?lang=ar")]
    [InlineData("/waitlist?lang=%0d%0aX:1", "/app/waitlist?lang=en")]
    [InlineData("/certificate", "/app/certificates")]
    [InlineData("/certificate?code=CERT-7Q4M-K2XN-8RTC-5WHD", "/app/certificates/CERT-7Q4M-K2XN-8RTC-5WHD")]
    [InlineData("/certificate?code=..%2F..%2F%2Fevil.example%3F%23", "/app/certificates")]
    [InlineData("/certificate?code=a&code=%0d%0ab", "/app/certificates")]
    public async Task TheyLeadToTheScreensOfTheClient(string address, string screen)
    {
        var folder = Directory.CreateTempSubdirectory("web-client-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "index.html"), "<!doctype html><title>Client</title>");
        try
        {
            await using var gateway = await GatewayHost.StartWithoutWaitingAsync([], ("Gateway:Web", folder));
            using var handler = new HttpClientHandler { AllowAutoRedirect = false };
            using var client = new HttpClient(handler) { BaseAddress = gateway.Http.BaseAddress };
            using var answer = await client.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            // Without a fragment of its own the browser keeps that of the link, where the token is.
            answer.Headers.Location!.OriginalString.ShouldBe(screen);
            (await client.GetAsync(answer.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("/verify-email", "en", "There is no website here yet")]
    [InlineData("/reset-password?lang=ar", "ar", "لا يوجد موقع هنا بعد")]
    [InlineData("/waitlist", "en", "not used up")]
    [InlineData("/certificate?code=CERT-7Q4M-K2XN-8RTC-5WHD", "en", "without the web client")]
    public async Task AServerWithoutTheClientSaysSoAndLeavesTheLinkAsItIs(string address, string language, string text)
    {
        using var answer = await fleet.Gateway.Http.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Content.Headers.ContentLanguage.ShouldBe([language]);
        answer.Headers.Vary.ShouldContain("Accept-Language");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain($"<html lang=\"{language}\"");
        page.ShouldContain(text);
        page.ShouldNotContain("<script");
    }
}
