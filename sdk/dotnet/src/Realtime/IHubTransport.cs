using System.Text.Json;

namespace Community.Sdk.Realtime;

/// <summary>One connection to the hub, from its start to its end. Events are reported one after the other.</summary>
internal interface IHubTransport
{
    /// <summary>Is told each event: its name and its content.</summary>
    Action<string, JsonElement>? Received { get; set; }

    /// <summary>Is told once that the connection has ended.</summary>
    Action? Closed { get; set; }

    Task StartAsync(CancellationToken cancellationToken);

    /// <exception cref="Microsoft.AspNetCore.SignalR.HubException">The hub refused.</exception>
    Task<JsonElement> InvokeAsync(string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken);

    Task StopAsync();
}
