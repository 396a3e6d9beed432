using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Bench.Fleet;
using Npgsql;

namespace Community.Bench.Scenarios;

/// <summary>
/// People who buy a seat each: the 402, the payment page, the payment, the ticket. Each step is timed. Tickets are polled in the database
/// with one statement for all waiting buyers, because polling by each buyer every few milliseconds would be most of the load.
/// </summary>
internal sealed class PaidSeats : IAsyncDisposable
{
    public static readonly string[] Steps =
    [
        "register: 402",
        "create-checkout-session",
        "pay on the page",
        "until the ticket",
        "402 to ticket",
    ];

    private const int Price = 2500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _gateway;
    private readonly HttpClient _stripe;
    private readonly IReadOnlyList<Member> _buyers;
    private readonly Organizer _organizer;
    private readonly NpgsqlDataSource _events;
    private readonly ConcurrentDictionary<int, Lazy<Task<Guid>>> _published = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _awaited = new();
    private readonly CancellationTokenSource _done = new();
    private readonly Task _watching;
    private int _next = -1;

    private readonly bool _isKeyed;

    /// <param name="fleet">The fleet.</param>
    /// <param name="members">The organizer first, then the buyers.</param>
    /// <param name="organizer">The organizer of the events.</param>
    /// <param name="connections">The most connections to Stripe's stand-in.</param>
    /// <param name="isKeyed">Whether each request that accepts an Idempotency-Key has one.</param>
    public PaidSeats(RunningFleet fleet, Members members, Organizer organizer, int connections, bool isKeyed = false)
    {
        (_gateway, _organizer, _buyers, _isKeyed) = (members.Http, organizer, [.. members.All.Skip(1)], isKeyed);
        _stripe = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = connections })
        {
            BaseAddress = new Uri(fleet["stripe"].Urls[0]),
        };
        _events = NpgsqlDataSource.Create(fleet.ConnectionString("events"));
        _watching = WatchAsync();
    }

    /// <summary>Milliseconds of each step, by its name.</summary>
    public IReadOnlyDictionary<string, ConcurrentBag<double>> Times { get; } =
        Steps.ToDictionary(step => step, _ => new ConcurrentBag<double>(), StringComparer.Ordinal);

    /// <summary>Buys the next seat, at an event where the next buyer has none yet.</summary>
    public async Task BuyAsync()
    {
        var number = Interlocked.Increment(ref _next);
        var buyer = _buyers[number % _buyers.Count];
        var eventId = await _published.GetOrAdd(number / _buyers.Count, _ => new(() => _organizer.PublishAsync(seats: null, Price))).Value;

        var begin = Stopwatch.GetTimestamp();
        var order = (
            await SendAsync(_gateway, HttpMethod.Post, $"/api/v1/events/{eventId}/register", buyer, null, HttpStatusCode.PaymentRequired)
        )
            .GetProperty("order_id")
            .GetGuid();
        var offered = Note(Steps[0], begin);
        var ticket = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[order] = ticket;
        var session = await SendAsync(
            _gateway,
            HttpMethod.Post,
            "/api/v1/payments/create-checkout-session",
            buyer,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["order_id"] = order,
                ["payment_method"] = "card",
                ["success_url"] = "http://127.0.0.1/paid",
                ["cancel_url"] = "http://127.0.0.1/events",
            },
            HttpStatusCode.OK
        );
        var opened = Note(Steps[1], offered);
        await SendAsync(
            _stripe,
            HttpMethod.Post,
            $"/_sandbox/sessions/{session.GetProperty("session_id").GetString()}/pay",
            null,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["card_number"] = "4242 4242 4242 4242" },
            HttpStatusCode.OK
        );
        var paid = Note(Steps[2], opened);
        await TicketAsync(ticket.Task, order);
        Note(Steps[3], paid);
        Note(Steps[4], offered);
        var registration = await SendAsync(_gateway, HttpMethod.Get, $"/api/v1/events/{eventId}/status", buyer, null, HttpStatusCode.OK);
        if (registration.GetProperty("ticket_code").GetString() is not { Length: > 0 })
        {
            throw new BenchException("A registration is confirmed and has no ticket.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _watching;
        await _events.DisposeAsync();
        _stripe.Dispose();
        _done.Dispose();
    }

    private long Note(string step, long since)
    {
        Times[step].Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        return Stopwatch.GetTimestamp();
    }

    private async Task TicketAsync(Task ticket, Guid order)
    {
        try
        {
            await ticket.WaitAsync(Patience);
        }
        catch (TimeoutException timeout)
        {
            _awaited.TryRemove(order, out _);
            throw new HttpRequestException($"Order {order} was paid and has no ticket after {Patience.TotalSeconds:0} s.", timeout);
        }
    }

    private async Task WatchAsync()
    {
        while (!_done.IsCancellationRequested)
        {
            if (_awaited.Keys.ToArray() is { Length: > 0 } orders)
            {
                await using var command = _events.CreateCommand(
                    "SELECT order_id FROM registrations WHERE order_id = ANY ($1) AND status = 'confirmed'"
                );
                command.Parameters.Add(new() { Value = orders });
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    if (_awaited.TryRemove(reader.GetGuid(0), out var ticket))
                    {
                        ticket.SetResult();
                    }
                }
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    private async Task<JsonElement> SendAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        Member? caller,
        object? body,
        HttpStatusCode expected
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (caller is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.AccessToken);
        }

        if (_isKeyed && caller is not null && method == HttpMethod.Post)
        {
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode == expected
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
