using System.Net;
using System.Text;
using System.Text.Json;
using Community.Gateway.Headers;

namespace Community.Gateway.Tests;

/// <summary>Reports of browsers about violations of a page's content security policy.</summary>
public sealed class PolicyReportTests(Fleet fleet) : IClassFixture<Fleet>
{
    private const string Classic =
        """{"csp-report":{"document-uri":"https://x/app/users/amal","effective-directive":"script-src-elem","blocked-uri":"https://evil.example/a.js?q=1"}}""";

    private const string Modern =
        """[{"type":"csp-violation","body":{"effectiveDirective":"img-src","blockedURL":"data"}},{"type":"csp-violation","body":7},3]""";

    [Theory]
    [InlineData(Classic, HttpStatusCode.NoContent)]
    [InlineData(Modern, HttpStatusCode.NoContent)]
    [InlineData("{}", HttpStatusCode.NoContent)]
    [InlineData("7", HttpStatusCode.NoContent)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"csp-report":{"effective-directive":"\ud800"}}""", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task AReportIsTakenAndRubbishIsRefused(string body, HttpStatusCode expected) => (await SendAsync(body)).ShouldBe(expected);

    [Fact]
    public async Task ALargeReportIsRefused() =>
        (await SendAsync($"\"{new string('x', 20_000)}\"")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

    [Fact]
    public async Task ThePagesNameThePlaceOfReports()
    {
        foreach (var path in new[] { "/docs/index.html", "/verify-email" })
        {
            using var answer = await fleet.Gateway.Http.GetAsync(path);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("; report-uri /policy-reports");
        }

        Web.WebClient.Policy.Value.ToString().ShouldEndWith("; report-uri /policy-reports");
    }

    [Fact]
    public void TheLogHasOneLineAMinuteForADirectiveAndNoAddressOfAPage()
    {
        var (log, clock) = (new LogLines<PolicyReports>(), new ManualClock());
        var reports = new PolicyReports(clock, log);
        foreach (var body in new[] { Classic, Classic, Modern, Classic.Replace("script-src-elem", "made\\nup", StringComparison.Ordinal) })
        {
            reports.Take(JsonDocument.Parse(body).RootElement);
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        reports.Take(JsonDocument.Parse(Classic).RootElement);

        log.All.ShouldBe([
            "Browsers reported 1 violations of script-src-elem by pages of the gateway, the last by https://evil.example",
            "Browsers reported 1 violations of img-src by pages of the gateway, the last by data",
            "Browsers reported 1 violations of another directive by pages of the gateway, the last by https://evil.example",
            "Browsers reported 2 violations of script-src-elem by pages of the gateway, the last by https://evil.example",
        ]);
    }

    private async Task<HttpStatusCode> SendAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/csp-report");
        using var answer = await fleet.Gateway.Http.PostAsync(PolicyReports.Path, content);
        return answer.StatusCode;
    }
}
