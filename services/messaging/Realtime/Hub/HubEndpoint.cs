using System.Text.Json;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;

namespace Community.Messaging.Realtime;

/// <summary>
/// The hub's endpoint, by WebSocket only. A negotiation stores nothing, and its id is not checked afterwards, so that a client that
/// negotiates with one instance may connect to another: no load balancer has to be sticky.
/// </summary>
internal static class HubEndpoint
{
    private const string Path = "/hubs/community";
    private static readonly object[] Transports = [new { transport = "WebSockets", transferFormats = (string[])["Text"] }];
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);

    public static void Map(WebApplication app)
    {
        app.UseWebSockets();
        var hub = app.MapGroup(Path).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
        hub.MapPost("/negotiate", NegotiateAsync);
        hub.Map("", ConnectAsync);
        app.MapGroup("/api/v1").MapPresence();
    }

    // The names are those of SignalR's protocol.
    private static Task NegotiateAsync(HttpContext context)
    {
        var id = Guid.CreateVersion7().ToString("N");
        return context.Response.WriteAsJsonAsync(
            new
            {
                negotiateVersion = 1,
                connectionId = id,
                connectionToken = id,
                availableTransports = Transports,
            },
            JsonSerializerOptions.Web
        );
    }

    private static async Task ConnectAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problem.BadRequest("Clients can connect by WebSocket only.", "websocket_required").ExecuteAsync(context);
            return;
        }

        if (services.GetRequiredService<GracefulStop>().HasBegun)
        {
            await Problem
                .ServiceUnavailable(ComeBackAfter, "This server is stopping. Connect again: another one answers.", "stopping")
                .ExecuteAsync(context);
            return;
        }

        var limits = services.GetRequiredService<PersonLimits>();
        var user = context.User.UserId();
        switch (limits.TryConnect(user))
        {
            case ConnectionRefusal.InstanceIsFull:
                await Problem
                    .ServiceUnavailable(
                        ComeBackAfter,
                        "Too many clients are connected at this moment. Try again in a few seconds.",
                        "too_busy"
                    )
                    .ExecuteAsync(context);
                return;
            case ConnectionRefusal.TooManyOfPerson:
                await Problem
                    .TooManyRequests(ComeBackAfter, "This account has too many connections. Close one first.", "too_many_connections")
                    .ExecuteAsync(context);
                return;
        }

        try
        {
            await services.GetRequiredService<HubSockets>().ServeAsync(context);
        }
        finally
        {
            limits.Disconnect(user);
        }
    }
}
