using System.Collections.Concurrent;
using Community.Contracts;
using MassTransit;

namespace Community.Payments.Tests.Plans;

/// <summary>The events of one type that another service would receive from now on.</summary>
internal sealed class Heard<T> : IAsyncDisposable
    where T : class, IIntegrationEvent
{
    private readonly ConcurrentQueue<T> _heard = new();
    private readonly HostReceiveEndpointHandle _endpoint;

    private Heard(IBusControl bus) =>
        _endpoint = bus.ConnectReceiveEndpoint(
            $"test-{Guid.CreateVersion7():N}",
            endpoint =>
                endpoint.Handler<T>(context =>
                {
                    _heard.Enqueue(context.Message);
                    return Task.CompletedTask;
                })
        );

    public static async Task<Heard<T>> ListenAsync(PaymentsApplication app)
    {
        var heard = new Heard<T>(app.Service<IBusControl>());
        await heard._endpoint.Ready.WaitAsync(Testing.Poll.Patience);
        return heard;
    }

    /// <summary>The events so far about this person (or other aggregate), in the order of versions.</summary>
    public IReadOnlyList<T> About(Guid aggregate) => [.. _heard.Where(e => e.AggregateId == aggregate).OrderBy(e => e.Version)];

    public async ValueTask DisposeAsync() => await _endpoint.StopAsync(CancellationToken.None).WaitAsync(Testing.Poll.Patience);
}
