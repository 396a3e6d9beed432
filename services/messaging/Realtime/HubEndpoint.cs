using System.Text.Json;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace Community.Messaging.Realtime;

/// <summary>
/// Where clients connect: by WebSocket only. A negotiation answers without keeping anything, and the id that it gave is not asked for afterwards,
/// so that a client that negotiates with one instance may connect to another: no balancer has to be sticky.
/// </summary>
internal static class HubEndpoint
{
    private const string Path = "/hubs/community";
    private static readonly object[] Transports = [new { transport = "WebSockets", transferFormats = (string[])["Text", "Binary"] }];
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    public static void MapRealtime(this WebApplication app)
    {
        app.MapHub<CommunityHub>(Path, hub =>
            {
                hub.Transports = HttpTransportType.WebSockets;
                // A client that takes nothing for so long is gone.
                hub.TransportSendTimeout = SendLimit;
            })
            .RequireAuthorization(Policies.SignedIn)
            .Finally(endpoint => endpoint.RequestDelegate = endpoint.Metadata.OfType<NegotiateMetadata>().Any() ? Negotiate : Admit(endpoint.RequestDelegate!));
    }

    // In the words of SignalR's protocol, not ours.
    private static Task Negotiate(HttpContext context)
    {
        var id = Guid.CreateVersion7().ToString("N");
        return context.Response.WriteAsJsonAsync(new { negotiateVersion = 1, connectionId = id, connectionToken = id, availableTransports = Transports }, JsonSerializerOptions.Web);
    }

    private static RequestDelegate Admit(RequestDelegate connect) => async context =>
    {
        var limits = context.RequestServices.GetRequiredService<PersonLimits>();
        if (context.RequestServices.GetRequiredService<GracefulStop>().HasBegun)
        {
            await Problem.ServiceUnavailable(ComeBackAfter, "This instance stops; another one goes on.", "stopping").ExecuteAsync(context);
            return;
        }

        var user = context.User.UserId();
        switch (limits.TryConnect(user))
        {
            case ConnectionRefusal.InstanceIsFull:
                await Problem.ServiceUnavailable(ComeBackAfter, "Too many are connected here at this moment.", "too_busy").ExecuteAsync(context);
                return;
            case ConnectionRefusal.TooManyOfPerson:
                await Problem.TooManyRequests(ComeBackAfter, "This account has too many connections.", "too_many_connections").ExecuteAsync(context);
                return;
        }

        try
        {
            context.Request.QueryString = WithoutId(context.Request.QueryString);
            await connect(context);
        }
        finally
        {
            limits.Disconnect(user);
        }
    };

    private static QueryString WithoutId(QueryString query) =>
        QueryString.Create(QueryHelpers.ParseQuery(query.Value).Where(parameter => parameter.Key is not "id"));
}
