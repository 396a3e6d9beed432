using System.Net;
using Community.Testing;

namespace Community.Identity.Tests.Administration;

public sealed class LocalAdministratorTests(TestServers servers)
{
    [Fact]
    public async Task TheConfiguredAdministratorExistsInALocalRun()
    {
        await using var application = new IdentityApplication(servers);
        await application.InitializeAsync();
        Configure(application, "admin-community-local", localRun: true);

        var admin = await application.SignInAsync("admin", "admin-community-local");

        await admin.Client.GetAsync("/api/v1/users").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ThePasswordOfLocalRunsIsRefusedAnywhereElse()
    {
        await using var application = new IdentityApplication(servers);
        await application.InitializeAsync();
        Configure(application, "admin-community-local", localRun: false);

        Should.Throw<InvalidOperationException>(application.Anonymous).Message.ShouldContain("password of local runs");
    }

    [Fact]
    public async Task WithoutConfigurationThereIsNoAdministrator()
    {
        await using var application = new IdentityApplication(servers);
        await application.InitializeAsync();
        using var client = application.Anonymous();

        (await application.QueryAsync<long>("SELECT count(*) FROM users")).ShouldBe(0);
    }

    private static void Configure(IdentityApplication application, string password, bool localRun)
    {
        application.Settings["Identity:Administrator:Username"] = "admin";
        application.Settings["Identity:Administrator:Password"] = password;
        application.Settings["Identity:LocalRun"] = localRun ? "true" : "false";
    }
}
