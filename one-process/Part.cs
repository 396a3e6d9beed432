using Community.Companion;
using Community.Events;
using Community.Gateway;
using Community.Identity;
using Community.Messaging;
using Community.Payments;
using Community.Social;

namespace Community.OneProcess;

/// <summary>A program of the fleet that this process hosts.</summary>
/// <param name="Name">Its name in the fleet, in configuration and in logs.</param>
/// <param name="Build">Composes it, as its own Program.cs does.</param>
internal sealed record Part(string Name, Func<WebApplicationBuilder, WebApplication> Build)
{
    /// <summary>The gateway comes first: it is the first to stop, so that no request comes in while the services end.</summary>
    public static readonly Part Gateway = new("gateway", GatewayService.Build);

    /// <summary>The services behind the gateway.</summary>
    public static readonly IReadOnlyList<Part> Services =
    [
        new("identity", IdentityService.Build),
        new("social", SocialService.Build),
        new("events", EventsService.Build),
        new("payments", PaymentsService.Build),
        new("messaging", MessagingService.Build),
        new("ai-companion", CompanionService.Build),
    ];

    /// <summary>All parts.</summary>
    public static readonly IReadOnlyList<Part> All = [Gateway, .. Services];

    /// <summary>The part as an application with a container, endpoints and configuration of its own.</summary>
    public WebApplication Create(IConfiguration process)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = Build.Method.DeclaringType!.Assembly.GetName().Name }
        );
        builder.Configuration.AddInMemoryCollection(PartConfiguration.Of(this, process));
        builder.Services.AddSingleton<IHostLifetime, ProcessLifetime>();
        return Build(builder);
    }

    /// <summary>The process handles signals and stops the parts in order.</summary>
    private sealed class ProcessLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
