using System.Net;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Community.Platform.Tests.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Authorization;

public sealed class PolicyTests : IAsyncLifetime
{
    private readonly Issuer _issuer = new(TimeProvider.System);
    private GuardedService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await GuardedService.StartAsync(
            "http://127.0.0.1:1",
            Map,
            configure: builder =>
                builder
                    .Services.AddSingleton<ISigningKeys>(new KeysAtHand(_issuer.PublicKey))
                    .AddSingleton<IRevokedSessions>(new SessionsAtHand())
        );

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("", "/signed-in")]
    [InlineData(Roles.Attendee, "/signed-in")]
    [InlineData(Roles.Organizer, "/signed-in /organizer")]
    [InlineData(Roles.Moderator, "/signed-in /moderator")]
    [InlineData(Roles.Admin, "/signed-in /organizer /moderator /admin")]
    public async Task EachRoleMayWhatItMay(string role, string open)
    {
        foreach (var path in new[] { "/signed-in", "/organizer", "/moderator", "/admin" })
        {
            var reply = await _service.GetAsync(path, $"Bearer {_issuer.Token(roles: role.Length > 0 ? [role] : [])}");
            if (open.Split(' ').Contains(path))
            {
                reply.Status.ShouldBe(HttpStatusCode.OK, path);
            }
            else
            {
                reply.ShouldBeProblem(HttpStatusCode.Forbidden);
            }

            (await _service.GetAsync(path)).ShouldBeProblem(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task WhereNothingIsRoutedAStrangerReadsNotFoundAndNotUnauthorized()
    {
        (await _service.GetAsync("/nothing-here")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var post = await _service.Http.PostAsync("/signed-in", content: null, TestContext.Current.CancellationToken);
        post.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task AnEndpointThatAppearsLaterWithoutADeclarationWantsASignedInCaller()
    {
        (await _service.GetAsync("/undeclared")).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await _service.GetAsync("/undeclared", $"Bearer {_issuer.Token()}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/signed-in", () => "").RequireSignedIn();
        app.MapGet("/organizer", () => "").RequireOrganizer();
        app.MapGet("/moderator", () => "").RequireModerator();
        app.MapGet("/admin", () => "").RequireAdmin();
        // An endpoint that the check at start has not seen: routed, without a declaration.
        app.UseRouting()
            .Use(
                (context, next) =>
                {
                    if (context.Request.Path == "/undeclared")
                    {
                        context.SetEndpoint(
                            new Microsoft.AspNetCore.Routing.RouteEndpoint(
                                _ => Task.CompletedTask,
                                Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/undeclared"),
                                0,
                                null,
                                null
                            )
                        );
                    }

                    return next(context);
                }
            )
            .UseAccessTokens()
            .UseAuthorization();
    }
}
