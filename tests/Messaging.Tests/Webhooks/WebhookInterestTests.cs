using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Community.Contracts.Events;
using Community.Testing;
using Npgsql;

namespace Community.Messaging.Tests.Webhooks;

/// <summary>The cost of integration events that no webhook is for, and the first webhook of a type, at two instances.</summary>
public sealed class WebhookInterestTests(TestServers servers) : IAsyncLifetime
{
    private readonly MessagingApplication _app = new(servers);
    private WebhookReceiver _receiver = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        await _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task AnEventThatNoWebhookIsForCostsNoStatementAndTheFirstWebhookMissesNone()
    {
        await _app.AnotherAsync();
        var me = await _app.PersonAsync();
        var statements = new ConcurrentQueue<string>();
        var database = new NpgsqlConnectionStringBuilder(_app.Database).Database;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => statements.Enqueue(string.Join('\n', activity.TagObjects.Select(tag => $"{tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        List<string> Routings() =>
            [
                .. statements.Where(text =>
                    text.Contains(database!, StringComparison.Ordinal)
                    && text.Contains("INSERT INTO webhook_deliveries", StringComparison.Ordinal)
                ),
            ];

        await _app.SettleAsync([.. Enumerable.Range(0, 20).Select(_ => Published(me))]);
        statements.ShouldNotBeEmpty("statements are heard of");
        Routings().ShouldBeEmpty();

        await CreateAsync(me, "first", "event.published");
        await _app.SettleAsync([.. Enumerable.Range(0, 20).Select(_ => Published(me))]);
        await Poll.UntilAsync(() => _receiver.For("first").Count == 20);
        var routings = Routings().Count;
        routings.ShouldBeGreaterThanOrEqualTo(20);

        // A webhook for another type changes nothing for the rest.
        await _app.SettleAsync([
            .. Enumerable.Range(0, 5).Select(_ => new EventCancelled(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, me, "rain")),
        ]);
        Routings().Count.ShouldBe(routings);

        using var http = Http(me);
        var webhook = (await http.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/webhooks")).GetProperty("items")[0];
        var changed = await http.PatchAsJsonAsync(
            $"/api/v1/webhooks/{webhook.GetProperty("id").GetGuid()}",
            new { event_types = Array.Empty<string>() }
        );
        changed.IsSuccessStatusCode.ShouldBeTrue();
        await _app.SettleAsync([
            .. Enumerable.Range(0, 5).Select(_ => new EventCancelled(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, me, "rain")),
        ]);
        await Poll.UntilAsync(() => _receiver.For("first").Count == 25);
    }

    private HttpClient Http(Guid person) => _app.HttpAs(person, 0, "attendee", "organizer");

    private async Task CreateAsync(Guid person, string name, params string[] types)
    {
        using var http = Http(person);
        var created = await http.PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/{name}", event_types = types });
        ((int)created.StatusCode).ShouldBe(201);
    }

    private static EventPublished Published(Guid organizer) => WebhookTests.Published(Guid.CreateVersion7(), organizer);
}
