using Community.AppHost.Dashboard;
using Microsoft.AspNetCore.Http;

namespace Community.AppHost.Tests;

/// <summary>The sign-in to the dashboard.</summary>
public sealed class SignInTests
{
    private readonly Clock _clock = new();
    private readonly SignIn _signIn;

    public SignInTests() => _signIn = new SignIn("abc123", 8081, _clock);

    [Fact]
    public async Task TheCookieEndsAfterThreeDays()
    {
        var cookie = await CookieAsync();
        _clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        (await IsLetInAsync(cookie)).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await IsLetInAsync(cookie)).ShouldBeFalse();
    }

    [Fact]
    public async Task ACookieCannotBeMadeToLastLonger()
    {
        var (until, signature) = (await CookieAsync()).Split('.') is [var before, var after] ? (before, after) : default;
        (await IsLetInAsync($"{until}.{signature}")).ShouldBeTrue();
        (await IsLetInAsync($"{until}1.{signature}")).ShouldBeFalse();
        (await IsLetInAsync($"{until}.{signature[..^1]}")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v1/traces", true)]
    [InlineData("/opentelemetry.proto.collector.logs.v1.LogsService/Export", true)]
    [InlineData("/v1x", false)]
    [InlineData("/api/logs", false)]
    public void SendersOfTelemetryHaveAKeyOfTheirOwn(string path, bool isTelemetry) => SignIn.IsTelemetry(path).ShouldBe(isTelemetry);

    private async Task<string> CookieAsync()
    {
        var context = new DefaultHttpContext
        {
            Request =
            {
                Method = "GET",
                Path = "/",
                QueryString = new("?token=abc123"),
            },
        };
        await _signIn.CheckAsync(context, _ => Task.CompletedTask);
        context.Response.StatusCode.ShouldBe(StatusCodes.Status302Found);
        return context.Response.Headers.SetCookie.ToString().Split('=', 2)[1].Split(';')[0];
    }

    private async Task<bool> IsLetInAsync(string cookie)
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = "/api/logs" } };
        context.Request.Headers.Cookie = $"community-dashboard-8081={cookie}";
        var isLetIn = false;
        await _signIn.CheckAsync(
            context,
            _ =>
            {
                isLetIn = true;
                return Task.CompletedTask;
            }
        );
        return isLetIn;
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}
