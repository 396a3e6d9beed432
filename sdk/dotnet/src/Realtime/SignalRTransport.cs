using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Sdk.Realtime;

/// <summary>Microsoft's client.</summary>
internal sealed class SignalRTransport : IHubTransport
{
    private readonly HubConnection _connection;

    private SignalRTransport(HubConnection connection)
    {
        _connection = connection;
        _connection.Closed += _ =>
        {
            Closed?.Invoke();
            return Task.CompletedTask;
        };
        foreach (var name in HubEvents.Names)
        {
            _connection.On(
                name,
                [typeof(JsonElement)],
                (content, _) =>
                {
                    Received?.Invoke(name, content[0] is JsonElement data ? data : default);
                    return Task.CompletedTask;
                },
                state: new object()
            );
        }
    }

    public Action<string, JsonElement>? Received { get; set; }

    public Action? Closed { get; set; }

    public static IHubTransport Open(Uri url, string token) =>
        new SignalRTransport(
            new HubConnectionBuilder()
                .WithUrl(
                    url,
                    HttpTransportType.WebSockets,
                    options =>
                    {
                        options.SkipNegotiation = true;
                        options.AccessTokenProvider = () => Task.FromResult<string?>(token);
                    }
                )
                .AddJsonProtocol(options => options.PayloadSerializerOptions = CommunityJson.Default.Options)
                .Build()
        );

    public Task StartAsync(CancellationToken cancellationToken) => _connection.StartAsync(cancellationToken);

    public async Task<JsonElement> InvokeAsync(string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken) =>
        await _connection.InvokeCoreAsync(method, typeof(JsonElement), [.. arguments], cancellationToken).ConfigureAwait(false)
            is JsonElement answer
            ? answer
            : default;

    public async Task StopAsync()
    {
        await _connection.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
