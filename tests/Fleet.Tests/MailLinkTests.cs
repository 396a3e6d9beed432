using System.Net;
using System.Text.RegularExpressions;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The links in mails lead to existing pages.</summary>
public sealed partial class MailLinkTests(SharedFleet fleet)
{
    [Fact]
    public async Task EveryLinkOfEveryMailIsAPage()
    {
        var mails = Path.Combine(fleet.Running.Data, "mail");
        var person = await fleet.RegisterAsync();
        var address = $"{person.Username}@example.org";
        var visitor = fleet.Client();
        await visitor.Auth.ForgotPasswordAsync(new() { Identifier = address });
        await visitor.Waitlist.JoinAsync(new() { Email = $"waits-{address}" });

        // Every kind of mail so far; other tests may have sent more.
        foreach (var path in (string[])["/verify-email", "/reset-password", "/waitlist"])
        {
            await ReceivedMail.WaitForAsync(mails, mail => mail.Text.Contains(path + "#token=", StringComparison.Ordinal));
        }

        var links = ReceivedMail
            .ReadFolder(mails)
            .SelectMany(mail => Link().Matches(mail.Text + "\n" + WebUtility.HtmlDecode(mail.Html)).Select(match => match.Value))
            .Where(link => link.StartsWith(fleet.Running.Gateway.BaseAddress!.ToString(), StringComparison.Ordinal))
            .Select(link => link.Split('#')[0])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        links.Count.ShouldBeGreaterThanOrEqualTo(3);
        using var client = fleet.Http();
        foreach (var link in links)
        {
            using var first = await client.GetAsync(new Uri(link));
            // With a built client the address leads to its screen; without one a page says so.
            using var answer = first.StatusCode == HttpStatusCode.Redirect ? await client.GetAsync(first.Headers.Location) : first;
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, link);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html", link);
        }
    }

    [Fact]
    public async Task TheTokenOfTheMailProvesTheAddress()
    {
        var person = await fleet.RegisterAsync();
        var mail = await ReceivedMail.WaitForAsync(
            Path.Combine(fleet.Running.Data, "mail"),
            mail => mail.To.Contains(person.Username, StringComparison.Ordinal)
        );
        await fleet.Client().Auth.VerifyEmailAsync(new() { Token = Token().Match(mail.Text).Groups["token"].Value });
        (await person.Client.Me.GetAsync()).IsVerified.ShouldBeTrue();
    }

    [GeneratedRegex("""https?://[^\s"<>]+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("#token=(?<token>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
