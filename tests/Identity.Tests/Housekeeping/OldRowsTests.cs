using System.Net;
using System.Net.Http.Json;
using Community.Identity.Housekeeping;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Identity.Tests.Housekeeping;

public sealed class OldRowsTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task RowsGoWhenTheyHaveServedTheirTimeAndNotBefore()
    {
        var person = await application.RegisterAsync();
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = "wrong" })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier = "nobody" })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        await person.Client.PostAsync("/api/v1/auth/logout", content: null).ShouldBeAsync(HttpStatusCode.NoContent);

        application.Clock.Advance(TimeSpan.FromHours(12));
        await SweepAsync();
        (await CountsAsync()).ShouldBe((1L, 1L, 1L, 1L));

        application.Clock.Advance(TimeSpan.FromHours(36));
        await SweepAsync();
        (await CountsAsync()).ShouldBe((0L, 0L, 0L, 1L));

        application.Clock.Advance(TimeSpan.FromDays(30));
        await SweepAsync();
        (await CountsAsync()).ShouldBe((0L, 0L, 0L, 0L));
    }

    private Task SweepAsync() => application.Services.GetRequiredService<OldRows>().SweepAsync(CancellationToken.None);

    private async Task<(long Tokens, long Failures, long Resets, long Sessions)> CountsAsync() =>
        (
            await application.QueryAsync<long>("SELECT count(*) FROM one_time_tokens"),
            await application.QueryAsync<long>("SELECT count(*) FROM login_failures"),
            await application.QueryAsync<long>("SELECT count(*) FROM password_reset_requests"),
            await application.QueryAsync<long>("SELECT count(*) FROM sessions")
        );
}
