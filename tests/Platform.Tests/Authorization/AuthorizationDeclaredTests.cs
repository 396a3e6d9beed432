using Community.Platform.Access.Authorization;
using Community.Platform.Tests.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Community.Platform.Tests.Authorization;

public sealed class AuthorizationDeclaredTests
{
    [Fact]
    public async Task AServiceWithUndeclaredEndpointsDoesNotStartAndNamesEach()
    {
        var refusal = await Should.ThrowAsync<InvalidOperationException>(() =>
            StartAsync(app =>
            {
                app.MapGet("/declared", () => "").RequireSignedIn();
                app.MapPost("/forgotten", () => "");
                app.MapGroup("/group").MapDelete("/{id}", (Guid id) => id.ToString());
                app.MapGet("/both", () => "").RequireAdmin().AllowAnonymous();
            })
        );

        refusal.Message.ShouldContain("POST /forgotten: declares no policy");
        refusal.Message.ShouldContain("DELETE /group/{id}: declares no policy");
        refusal.Message.ShouldContain("GET /both: declares a policy and also that it needs none");
        refusal.Message.ShouldNotContain("/declared");
    }

    [Fact]
    public async Task AServiceWhoseEndpointsAllDeclareStarts()
    {
        await using var service = await StartAsync(app =>
        {
            app.MapGet("/public", () => "").AllowAnonymous();
            app.MapGroup("/group").RequireSignedIn().MapGet("/", () => "");
            app.MapGet("/admin", [Authorize(Roles = Roles.Admin)] () => "");
        });
    }

    [Fact]
    public void ABareAuthorizeIsNoDeclaration() =>
        AuthorizationDeclared.Check([Endpoint("/bare", new AuthorizeAttribute())]).ShouldHaveSingleItem().ShouldStartWith("ANY /bare");

    [Fact]
    public void EveryKindOfDeclarationCounts() =>
        AuthorizationDeclared
            .Check([
                Endpoint("/policy", new AuthorizeAttribute(Policies.Fleet)),
                Endpoint("/roles", new AuthorizeAttribute { Roles = Roles.Moderator }),
                Endpoint("/object", new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()),
                Endpoint("/open", new AllowAnonymousAttribute()),
            ])
            .ShouldBeEmpty();

    private static Task<GuardedService> StartAsync(Action<WebApplication> map) => GuardedService.StartAsync("http://127.0.0.1:1", map);

    private static RouteEndpoint Endpoint(string route, params object[] metadata) =>
        new(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse(route),
            order: 0,
            new EndpointMetadataCollection(metadata),
            displayName: null
        );
}
