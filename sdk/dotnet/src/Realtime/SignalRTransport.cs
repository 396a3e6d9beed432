using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Sdk.Realtime;

/// <summary>
/// Microsoft's client. It hands over events in a task of their own, so that an answer can overtake the events before it: a call here is
/// answered after them.
/// </summary>
internal sealed class SignalRTransport : IHubTransport
{
    private readonly HubConnection _connection;
    private readonly EventOrder _order;

    private SignalRTransport(HubConnection connection, EventOrder order)
    {
        (_connection, _order) = (connection, order);
        _connection.Closed += _ =>
        {
            try
            {
                Closed?.Invoke();
            }
            finally
            {
                // Calls that wait end after the hub knows that the connection is closed.
                _order.Close();
            }

            return Task.CompletedTask;
        };
        foreach (var name in HubEvents.Names)
        {
            _connection.On(
                name,
                [typeof(JsonElement)],
                (content, _) =>
                {
                    try
                    {
                        Received?.Invoke(name, content[0] is JsonElement data ? data : default);
                    }
                    finally
                    {
                        _order.Handled();
                    }

                    return Task.CompletedTask;
                },
                state: new object()
            );
        }
    }

    public Action<string, JsonElement>? Received { get; set; }

    public Action? Closed { get; set; }

    public static IHubTransport Open(Uri url, string token)
    {
        var order = new EventOrder(
            new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = CommunityJson.Default.Options }))
        );
        var builder = new HubConnectionBuilder().WithUrl(
            url,
            HttpTransportType.WebSockets,
            options =>
            {
                options.SkipNegotiation = true;
                options.AccessTokenProvider = () => Task.FromResult<string?>(token);
            }
        );
        builder.Services.AddSingleton<IHubProtocol>(order);
        return new SignalRTransport(builder.Build(), order);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _connection.StartAsync(cancellationToken);

    public async Task<JsonElement> InvokeAsync(string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        var answer = await _connection
            .InvokeCoreAsync(method, typeof(JsonElement), [.. arguments], cancellationToken)
            .ConfigureAwait(false);
        await _order.HandledAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return answer is JsonElement json ? json : default;
    }

    public async Task StopAsync()
    {
        await _connection.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
