using System.Net.Http.Headers;
using System.Net.Sockets;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Webhooks;

/// <summary>
/// Posts events, each copy until it is answered by 2xx: after 1 s, 2 s, 4 s … up to a minute, for three days. Waiting copies are stored, so
/// that a restart continues. At most <see cref="Concurrency"/> are sent at once.
/// </summary>
internal sealed partial class WebhookDispatcher(
    Store store,
    EventSettings settings,
    SandboxOptions options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger
) : BackgroundService
{
    private const int Concurrency = 32;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<WebhookDelivery, long> _queue = new();
    private readonly SemaphoreSlim _free = new(Concurrency);
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Concurrency,
            UseProxy = false,
            AllowAutoRedirect = false,
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private TaskCompletionSource _wake = New();
    private int _onTheirWay;

    /// <summary>The number of copies that wait or are being sent.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count + _onTheirWay;
            }
        }
    }

    /// <summary>Sends these when they are due.</summary>
    public void Add(IEnumerable<WebhookDelivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                _queue.Enqueue(delivery, delivery.DueAt);
            }

            _wake.TrySetResult();
        }
    }

    /// <summary>Checks again which copies are due, after the switches were changed.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _wake.TrySetResult();
        }
    }

    /// <summary>Drops all waiting copies.</summary>
    public async Task DropAsync()
    {
        List<WebhookDelivery> dropped;
        lock (_gate)
        {
            dropped = [.. _queue.UnorderedItems.Select(item => item.Element)];
            _queue.Clear();
        }

        await store.RunAsync(transaction =>
        {
            dropped.ForEach(delivery => transaction.Remove(delivery.Id));
            return dropped.Count;
        });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        _free.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _free.WaitAsync(stoppingToken);
            var (delivery, wait, woken) = Next();
            if (delivery is not null)
            {
                _ = Task.Run(() => SendAsync(delivery), CancellationToken.None);
                continue;
            }

            _free.Release();
            await Task.WhenAny(woken, Task.Delay(wait, time, stoppingToken));
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (WebhookDelivery? Delivery, TimeSpan Wait, Task Woken) Next()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (settings.Switches.Enabled && _queue.TryPeek(out var next, out var dueAt))
            {
                if (dueAt <= now)
                {
                    _queue.Dequeue();
                    _onTheirWay++;
                    return (next, TimeSpan.Zero, Task.CompletedTask);
                }

                _wake = New();
                return (null, TimeSpan.FromMilliseconds(Math.Min(dueAt - now, 60_000)), _wake.Task);
            }

            _wake = New();
            return (null, Timeout.InfiniteTimeSpan, _wake.Task);
        }
    }

    private async Task SendAsync(WebhookDelivery delivery)
    {
        try
        {
            var delivered = await PostAsync(delivery);
            await EndAsync(delivery, delivered);
        }
        catch (Exception exception)
        {
            Log.NotSent(logger, exception, delivery.Id);
        }
        finally
        {
            lock (_gate)
            {
                _onTheirWay--;
            }

            _free.Release();
        }
    }

    private async Task<bool> PostAsync(WebhookDelivery delivery)
    {
        var body = await store.RunAsync(transaction => transaction.Find<StripeEvent>(delivery.Event)) is { } happened
            ? StripeJson.Write(happened)
            : null;
        if (body is null)
        {
            return true; // the state was cleared meanwhile
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, options.WebhookUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(
            WebhookSignature.Header,
            WebhookSignature.Sign(options.WebhookSecret, time.GetUtcNow().ToUnixTimeSeconds(), body)
        );
        request.Headers.TryAddWithoutValidation("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)");
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task EndAsync(WebhookDelivery delivery, bool delivered)
    {
        var now = time.GetUtcNow();
        if (delivered || now.ToUnixTimeSeconds() - delivery.Created > GiveUpAfter.TotalSeconds)
        {
            await store.RunAsync(transaction => Finish(transaction, delivery, delivered));
            return;
        }

        var wait =
            Math.Min(Math.Pow(2, Math.Min(delivery.Attempts, 16)), LongestWait.TotalSeconds) * (0.9 + (0.2 * Random.Shared.NextDouble()));
        var again = delivery with { Attempts = delivery.Attempts + 1, DueAt = now.AddSeconds(wait).ToUnixTimeMilliseconds() };
        await store.RunAsync(transaction => transaction.Find<WebhookDelivery>(again.Id) is null ? null : transaction.Put(again));
        Add([again]);
    }

    private static bool Finish(Transaction transaction, WebhookDelivery delivery, bool delivered)
    {
        if (transaction.Find<WebhookDelivery>(delivery.Id) is not null)
        {
            transaction.Remove(delivery.Id);
        }

        if (delivered && transaction.Find<StripeEvent>(delivery.Event) is { PendingWebhooks: > 0 } happened)
        {
            transaction.Put(happened with { PendingWebhooks = 0 });
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Webhook {Delivery} was not sent")]
        public static partial void NotSent(ILogger logger, Exception exception, string delivery);
    }
}
