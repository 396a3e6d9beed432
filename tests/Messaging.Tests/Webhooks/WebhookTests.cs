using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Tests.Moderation;
using Community.Messaging.Webhooks;
using Community.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Messaging.Tests.Webhooks;

/// <summary>Outgoing webhooks: recipients and bodies, signatures, repeats, limits.</summary>
[Collection(nameof(MessagingCallTests))]
public sealed partial class WebhookTests(MessagingApplication app) : IAsyncLifetime
{
    private WebhookReceiver _receiver = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task AnOrganizerGetsTheirOwnEventsSignedAndNoOthers()
    {
        var (me, other, guest) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var mine = await CreateAsync(me, "mine");
        await CreateAsync(other, "other");
        await CreateAsync(me, "chosen", ["registration.cancelled"]);

        var (eventId, registration) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var published = Published(eventId, me);
        await app.PublishAsync(published);
        await app.PublishAsync(new RsvpConfirmed(Guid.CreateVersion7(), Now, registration, 2, eventId, guest, me));
        await app.PublishAsync(
            new RsvpCancelled(Guid.CreateVersion7(), Now, registration, 3, eventId, guest, me, "by_attendee", IsRefunded: false)
        );
        await app.PublishAsync(Published(Guid.CreateVersion7(), other));

        await Poll.UntilAsync(() =>
            _receiver.For("mine").Count == 3 && _receiver.For("chosen").Count == 1 && _receiver.For("other").Count == 1
        );
        var received = _receiver.For("mine");
        received.ShouldAllBe(one => one.IsSignedWith(mine.Secret));
        received
            .Select(one => one.Type)
            .ShouldBe(["event.published", "registration.confirmed", "registration.cancelled"], ignoreOrder: true);
        var body = received.Single(one => one.Type == "event.published").Json;
        body.GetProperty("id").GetGuid().ShouldBe(published.EventId);
        body.GetProperty("version").GetInt32().ShouldBe(1);
        body.GetProperty("data").GetProperty("name").GetString().ShouldBe("Chess night");
        _receiver.For("chosen").Single().Json.GetProperty("data").GetProperty("reason").GetString().ShouldBe("by_attendee");

        var log = await LogAsync(me, mine.Id);
        log.Count.ShouldBe(3);
        await Poll.UntilAsync(async () => (await LogAsync(me, mine.Id)).TrueForAll(one => Text(one, "status") == "delivered"));
        (await LogAsync(me, mine.Id))[0].GetProperty("last_attempt").GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task OwnersOfACommunityAreToldOfMembersUntilTheyLoseIt()
    {
        var (owner, member, another) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", owner, member);
        var webhook = await CreateAsync(owner, "owner");
        await CreateAsync(member, "member");
        _receiver.Answer("owner", 500);
        await app.PublishAsync(
            new CommunityMemberJoined(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, community, another, "member")
        );
        await Poll.UntilAsync(() => _receiver.For("owner").Count == 1);

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE memberships SET role = 'member' WHERE community_id = {community} AND user_id = {owner}")
        );
        await DueAgainAsync(webhook.Id);
        await app.PublishAsync(
            new CommunityMemberLeft(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, community, another, "left"),
            Published(Guid.CreateVersion7(), owner)
        );
        _receiver.Answer("owner", 200);

        // The later event has come; the event that the owner may not know any more has not.
        await Poll.UntilAsync(() => _receiver.For("owner").Any(one => one.Type == "event.published"));
        _receiver.For("owner").Count(one => one.Type != "event.published").ShouldBe(1);
        _receiver.For("member").ShouldBeEmpty();
    }

    [Fact]
    public async Task SellersAreToldOfOrdersOnceInWhateverOrderTheBusBringsThem()
    {
        var (seller, buyer) = (await app.PersonAsync(), await app.PersonAsync());
        await CreateAsync(seller, "seller");
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(Requested(first, buyer, seller));
        await Poll.UntilAsync(async () => (await CountAsync(first)).Known == 1);
        await app.PublishAsync(Paid(first, buyer));
        await app.PublishAsync(Paid(second, buyer));
        await Poll.UntilAsync(async () => (await CountAsync(second)).Early == 1);
        await app.PublishAsync(Requested(second, buyer, seller));

        await Poll.UntilAsync(() => _receiver.For("seller").Count == 2);
        _receiver
            .For("seller")
            .Select(one => one.Json.GetProperty("data").GetProperty("order_id").GetGuid())
            .ShouldBe([first, second], ignoreOrder: true);
        (await CountAsync(second)).Early.ShouldBe(0);
    }

    [Fact]
    public async Task OnlyAdministratorsGetTheWholeFleetsEventsAndOnlyWhileTheyAreThat()
    {
        var (admin, organizer) = (await app.PersonAsync(), await app.PersonAsync());
        using var http = app.HttpAs(organizer, 0, "attendee", "organizer");
        (await http.PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/x", scope = "fleet" })).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (
            await app.HttpAs(organizer, 0, "attendee").PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/x" })
        ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var webhook = await CreateAsync(admin, "admin", scope: "fleet");
        var first = Guid.CreateVersion7();
        await app.PublishAsync(Published(first, organizer));
        await Poll.UntilAsync(() => _receiver.For("admin").Any(one => EventOf(one) == first));
        (await http.GetAsync($"/api/v1/webhooks/{webhook.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await app.PublishAsync(new UserRolesChanged(Guid.CreateVersion7(), Now, admin, 7, ["attendee", "organizer"], ["admin"]));
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT true AS "Value" FROM account_roles WHERE user_id = {admin}""").AnyAsync()
            )
        );
        var own = await CreateAsync(organizer, "organizer");
        var second = Guid.CreateVersion7();
        await app.PublishAsync(Published(second, organizer));
        await Poll.UntilAsync(() => _receiver.For("organizer").Any(one => EventOf(one) == second));
        _receiver.For("admin").ShouldNotContain(one => EventOf(one) == second);
        (await app.HttpAs(admin, 0, "attendee", "organizer").GetAsync($"/api/v1/webhooks/{webhook.Id}")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        own.Secret.ShouldStartWith("whsec_");
    }

    [Fact]
    public async Task BothSecretsSignForADayAfterAnExchange()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "rotated");
        using var http = Http(me);
        var rotated = await ReadAsync(await http.PostAsync($"/api/v1/webhooks/{webhook.Id}/rotate-secret", null));
        var secret = Text(rotated, "secret");
        await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(() => _receiver.For("rotated").Count == 1);
        var both = _receiver.For("rotated")[0];
        both.Type.ShouldBe("webhook.ping");
        both.IsSignedWith(webhook.Secret).ShouldBeTrue();
        both.IsSignedWith(secret).ShouldBeTrue();

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE webhook_endpoints SET former_until = now() - interval '1 second' WHERE id = {webhook.Id}")
        );
        await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(() => _receiver.For("rotated").Count == 2);
        _receiver.For("rotated")[1].IsSignedWith(webhook.Secret).ShouldBeFalse();
        _receiver.For("rotated")[1].IsSignedWith(secret).ShouldBeTrue();
        var stored = await app.WithDbAsync(db =>
            db.Database.SqlQuery<byte[]>($"""SELECT secret AS "Value" FROM webhook_endpoints WHERE id = {webhook.Id}""").SingleAsync()
        );
        System.Text.Encoding.Latin1.GetString(stored).ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task AFailureIsTriedAgainAndLogged()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "failing");
        _receiver.Answers["failing"] = async http =>
        {
            http.Response.StatusCode = 503;
            await http.Response.WriteAsync(new string('x', 100_000));
        };
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        _receiver.Answer("failing", 204);
        await DueAgainAsync(webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 2);

        var attempts = await AttemptsAsync(me, webhook.Id, delivery);
        attempts[0].GetProperty("status").GetInt32().ShouldBe(503);
        Text(attempts[0], "response").Length.ShouldBe(1_024);
        attempts[1].GetProperty("status").GetInt32().ShouldBe(204);
        _receiver.For("failing").Select(one => one.Attempt).ShouldBe(["1", "2"]);
        (await ReadAsync(await Http(me).GetAsync($"/api/v1/webhooks/{webhook.Id}")))
            .GetProperty("failing_since")
            .ValueKind.ShouldBe(JsonValueKind.Null);

        using var http = Http(me);
        var again = $"/api/v1/webhooks/{webhook.Id}/deliveries/{delivery}/redeliver";
        (await http.PostAsync(again, null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Poll.UntilAsync(() => _receiver.For("failing").Count == 3);
    }

    [Fact]
    public async Task TheOwnerIsToldWhatWasGivenUpAndWhatIsSwitchedOff()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "dead");
        _receiver.Answer("dead", 410);
        await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(() => _receiver.For("dead").Count == 1);
        await DueAgainAsync(webhook.Id, secondsLeft: 10);
        await Poll.UntilAsync(async () => (await LogAsync(me, webhook.Id)).Exists(one => Text(one, "status") == "failed"));
        await Poll.UntilAsync(async () => (await NotificationsAsync(me)).Contains("A webhook fails"));

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE webhook_endpoints SET failing_since = now() - interval '6 days' WHERE id = {webhook.Id}")
        );
        await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await NotificationsAsync(me)).Contains("A webhook is switched off"));
        var view = await ReadAsync(await Http(me).GetAsync($"/api/v1/webhooks/{webhook.Id}"));
        view.GetProperty("is_enabled").GetBoolean().ShouldBeFalse();
        Text(view, "disabled_reason").ShouldBe("failing");
        (await Http(me).PostAsync($"/api/v1/webhooks/{webhook.Id}/ping", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var on = await ReadAsync(await Http(me).PatchAsJsonAsync($"/api/v1/webhooks/{webhook.Id}", new { is_enabled = true }));
        on.GetProperty("failing_since").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task AnAddressAndASecretNeedARecentProof()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "guarded");
        using var stolen = app.Http();
        stolen.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.StaleTokenFor(me, "attendee", "organizer"));
        var path = $"/api/v1/webhooks/{webhook.Id}";

        await ShouldAskAsync(await stolen.PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/stolen" }));
        await ShouldAskAsync(await stolen.PatchAsJsonAsync(path, new { url = $"{_receiver.Address}/stolen" }));
        await ShouldAskAsync(await stolen.PostAsync($"{path}/rotate-secret", null));
        (await ReadAsync(await stolen.GetAsync(path))).GetProperty("url").GetString().ShouldBe($"{_receiver.Address}/guarded");

        static async Task ShouldAskAsync(HttpResponseMessage answer) =>
            Text(await ReadAsync(answer, HttpStatusCode.Forbidden), "reason").ShouldBe("reauthentication_required");
    }

    [Fact]
    public async Task ANewAddressAndANewSecretAreToldToIdentityWhichMailsThem()
    {
        await app.RecordAsync();
        var (owner, admin) = (await app.PersonAsync(), await app.PersonAsync());
        var webhook = await CreateAsync(owner, "told", scope: "fleet");
        using var http = app.HttpAs(admin, 0, "attendee", "admin");
        var path = $"/api/v1/webhooks/{webhook.Id}";
        await ReadAsync(await http.PatchAsJsonAsync(path, new { description = "the same address" }));
        await ReadAsync(await http.PatchAsJsonAsync(path, new { url = $"{_receiver.Address}/elsewhere" }));
        await ReadAsync(await http.PostAsync($"{path}/rotate-secret", null));

        var told = await app.AnnouncedAsync<WebhookAddressSet>(webhook.Id);
        told.ShouldAllBe(one => one.OwnerId == owner && one.IsFleetWide && one.Host == "127.0.0.1");
        told.Select(one => (one.SetBy, one.IsSecret)).ShouldBe([(owner, false), (admin, false), (admin, true)]);
    }

    [Fact]
    public async Task ATakeBackSwitchesOffWhatAStrangerSetAndKeepsTheRest()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var (old, theirs) = (await CreateAsync(me, "old"), await CreateAsync(other, "theirs", scope: "fleet"));
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"UPDATE webhook_endpoints SET set_at = now() - interval '8 days', updated_at = now() - interval '8 days' WHERE id = {old.Id}"
            )
        );
        var session = Guid.CreateVersion7();
        using var stranger = app.Http();
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.TokenFor(me, session, "attendee", "organizer", "admin"));
        var made = await ReadAsync(
            await stranger.PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/stranger", scope = "fleet" }),
            HttpStatusCode.Created
        );
        await ReadAsync(await stranger.PatchAsJsonAsync($"/api/v1/webhooks/{theirs.Id}", new { url = $"{_receiver.Address}/stranger2" }));

        await app.PublishAsync(new AccountTakenBack(Guid.CreateVersion7(), Now, me, 9, Now - TimeSpan.FromDays(7), [session]));

        var strangers = made.GetProperty("webhook").GetProperty("id").GetGuid();
        using var admin = app.HttpAs(other, 0, "attendee", "admin");
        await Poll.UntilAsync(async () => await ReasonAsync(admin, strangers) == "taken_back");
        (await ReasonAsync(admin, theirs.Id)).ShouldBe("taken_back");
        (await ReasonAsync(Http(me), old.Id)).ShouldBeNull();
        await Poll.UntilAsync(async () =>
            (await NotificationsAsync(me)).Contains("A webhook is switched off")
            && (await NotificationsAsync(other)).Contains("A webhook is switched off")
        );
        // A request of the stranger that was under way then.
        (await stranger.PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/late" })).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        var on = await ReadAsync(await admin.PatchAsJsonAsync($"/api/v1/webhooks/{theirs.Id}", new { is_enabled = true }));
        on.GetProperty("disabled_reason").ValueKind.ShouldBe(JsonValueKind.Null);

        static async Task<string?> ReasonAsync(HttpClient http, Guid id) =>
            (await ReadAsync(await http.GetAsync($"/api/v1/webhooks/{id}"))).GetProperty("disabled_reason").GetString();
    }

    [Fact]
    public async Task ASlowEndpointDelaysNoOther()
    {
        var me = await app.PersonAsync();
        var release = new TaskCompletionSource();
        _receiver.Answers["slow"] = _ => release.Task;
        var slow = await CreateAsync(me, "slow");
        await CreateAsync(me, "quick");
        await app.PublishAsync(Enumerable.Range(0, 6).Select(_ => Published(Guid.CreateVersion7(), me)));
        await Poll.UntilAsync(() => _receiver.For("quick").Count == 6);
        // Not all attempts: one that has no answer after ten seconds has failed, and the next delivery takes its place.
        _receiver.MostOpen("slow").ShouldBeLessThanOrEqualTo(2);
        (await IdsAsync(me, $"/api/v1/webhooks/{slow.Id}/deliveries?status=waiting&limit=4")).Count.ShouldBe(6);
        (await IdsAsync(me, "/api/v1/webhooks?limit=1")).Count.ShouldBe(2);
        release.SetResult();
        await Poll.UntilAsync(async () => (await LogAsync(me, slow.Id)).Count(one => Text(one, "status") == "delivered") == 6);
    }

    [Fact]
    public async Task TwoInstancesMakeEachAttemptOnce()
    {
        await app.AnotherAsync();
        var me = await app.PersonAsync();
        await CreateAsync(me, "once");
        await app.PublishAsync(Enumerable.Range(0, 60).Select(_ => Published(Guid.CreateVersion7(), me)));
        await Poll.UntilAsync(() => _receiver.For("once").Select(one => one.Delivery).Distinct(StringComparer.Ordinal).Count() == 60);
        _receiver.For("once").Count.ShouldBe(60);
    }

    [Fact]
    public async Task AnAddressOutsideThePublicInternetIsNeitherTakenNorCalled()
    {
        var me = await app.PersonAsync();
        foreach (
            var url in (string[])
                [
                    "ftp://example.com/",
                    "http://example.com/",
                    "https://user:secret@example.com/",
                    "https://example.com/#part",
                    "https://10.1.2.3/",
                    "https://169.254.169.254/latest",
                    "https://[::ffff:10.0.0.1]/",
                    "https://db.internal/",
                    "https://intranet/",
                    "nonsense",
                ]
        )
        {
            (await Http(me).PostAsJsonAsync("/api/v1/webhooks", new { url })).StatusCode.ShouldBe(HttpStatusCode.BadRequest, url);
        }

        (
            await Http(me).PostAsJsonAsync("/api/v1/webhooks", new { url = _receiver.Address, event_types = new[] { "nothing" } })
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        // A redirect is an answer like another: it is not followed.
        _receiver.Answers["redirect"] = http =>
        {
            http.Response.Redirect($"{_receiver.Address}/target", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var webhook = await CreateAsync(me, "redirect");
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        (await AttemptsAsync(me, webhook.Id, delivery))[0].GetProperty("status").GetInt32().ShouldBe(307);
        _receiver.For("target").ShouldBeEmpty();

        // Where the machine itself is not allowed, its address is not called, whatever the stored row says.
        await using var strict = await app.StartAsync(("Webhooks:Loopback", "false"));
        var id = Guid.CreateVersion7();
        var secret = strict.Services.GetRequiredService<WebhookSignature>().NewSecret(id).Sealed;
        var outcome = await strict
            .Services.GetRequiredService<WebhookClient>()
            .SendAsync(
                new(
                    Guid.CreateVersion7(),
                    id,
                    Guid.CreateVersion7(),
                    1,
                    0,
                    Now,
                    me,
                    $"{_receiver.Address}/strict",
                    secret,
                    null,
                    null,
                    "{}"
                ),
                TestContext.Current.CancellationToken
            );
        outcome.Status.ShouldBeNull();
        outcome.Error.ShouldBe("The host could not be reached.");
        _receiver.For("strict").ShouldBeEmpty();
    }

    [Fact]
    public async Task ALimitHoldsForEndpointsAndForWaitingDeliveries()
    {
        var me = await app.PersonAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Http(me).PostAsJsonAsync("/api/v1/webhooks", new { url = $"{_receiver.Address}/limit" }))
        );
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(2);

        var other = await app.PersonAsync();
        var full = await CreateAsync(other, "full");
        await Http(other).PatchAsJsonAsync($"/api/v1/webhooks/{full.Id}", new { url = $"{_receiver.Address}/full" });
        _receiver.Answer("full", 500);
        await app.WithDbAsync(async db =>
        {
            var events = new WebhookEvents(
                db,
                new() { MostWaiting = 2 },
                app.Service<WebhookInterest>(),
                new WebhookSignal(),
                TimeProvider.System
            );
            for (var count = 0; count < 3; count++)
            {
                await events.AddAsync(Published(Guid.CreateVersion7(), other));
            }

            return true;
        });
        (await LogAsync(other, full.Id)).Count(one => Text(one, "status") == "failed").ShouldBe(1);
    }

    [Fact]
    public async Task StrangersFindNothingAndAnErasedOwnersAreGone()
    {
        var (me, stranger) = (await app.PersonAsync(), await app.PersonAsync());
        var webhook = await CreateAsync(me, "private");
        var delivery = await PingAsync(me, webhook.Id);
        using var http = Http(stranger);
        var path = $"/api/v1/webhooks/{webhook.Id}";
        foreach (
            var (method, at) in (IEnumerable<(HttpMethod, string)>)
                [
                    (HttpMethod.Get, path),
                    (HttpMethod.Patch, path),
                    (HttpMethod.Delete, path),
                    (HttpMethod.Post, $"{path}/rotate-secret"),
                    (HttpMethod.Post, $"{path}/ping"),
                    (HttpMethod.Get, $"{path}/deliveries"),
                    (HttpMethod.Get, $"{path}/deliveries/{delivery}"),
                    (HttpMethod.Post, $"{path}/deliveries/{delivery}/redeliver"),
                ]
        )
        {
            using var request = new HttpRequestMessage(method, at);
            request.Content = method == HttpMethod.Patch ? JsonContent.Create(new { is_enabled = false }) : null;
            (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound, at);
        }

        (await ReadAsync(await http.GetAsync("/api/v1/webhooks"))).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await ReadAsync(await Http(me).GetAsync("/api/v1/webhooks"))).GetProperty("items").GetArrayLength().ShouldBe(1);
        await app.PublishAsync(new UserErased(Guid.CreateVersion7(), Now, me, 9));
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<long>($"""SELECT count(*) AS "Value" FROM webhook_endpoints WHERE user_id = {me}""").SingleAsync()
            ) == 0
        );
    }

    [Fact]
    public async Task WhatIsOldIsSweptAndEndsWithoutAnAttempt()
    {
        var me = await app.PersonAsync();
        var webhook = await CreateAsync(me, "old");
        await Http(me).PatchAsJsonAsync($"/api/v1/webhooks/{webhook.Id}", new { is_enabled = false });
        await app.PublishAsync(Published(Guid.CreateVersion7(), me));
        await Http(me).PatchAsJsonAsync($"/api/v1/webhooks/{webhook.Id}", new { is_enabled = true });
        _receiver.Answer("old", 500);
        var delivery = await PingAsync(me, webhook.Id);
        await Poll.UntilAsync(async () => (await AttemptsAsync(me, webhook.Id, delivery)).Count == 1);
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE webhook_deliveries SET expires_at = now() - interval '1 second' WHERE id = {delivery}")
        );
        var sweep = app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<OldWebhooks>().Single();
        await sweep.SweepAsync(TestContext.Current.CancellationToken);
        Text((await LogAsync(me, webhook.Id)).Single(one => one.GetProperty("id").GetGuid() == delivery), "status").ShouldBe("failed");

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE webhook_deliveries SET settled_at = now() - interval '31 days' WHERE id = {delivery}")
        );
        await sweep.SweepAsync(TestContext.Current.CancellationToken);
        (await LogAsync(me, webhook.Id)).ShouldNotContain(one => one.GetProperty("id").GetGuid() == delivery);
    }

    private HttpClient Http(Guid person) => app.HttpAs(person, 0, "attendee", "organizer");

    private async Task<(Guid Id, string Secret)> CreateAsync(Guid person, string name, string[]? types = null, string scope = "own")
    {
        using var http = scope == "fleet" ? app.HttpAs(person, 0, "attendee", "admin") : Http(person);
        var created = await ReadAsync(
            await http.PostAsJsonAsync(
                "/api/v1/webhooks",
                new
                {
                    url = $"{_receiver.Address}/{name}",
                    event_types = types ?? [],
                    scope,
                }
            ),
            HttpStatusCode.Created
        );
        return (created.GetProperty("webhook").GetProperty("id").GetGuid(), Text(created, "secret"));
    }

    private async Task<Guid> PingAsync(Guid person, Guid id) =>
        (await ReadAsync(await Http(person).PostAsync($"/api/v1/webhooks/{id}/ping", null), HttpStatusCode.Accepted))
            .GetProperty("id")
            .GetGuid();

    private async Task<List<JsonElement>> LogAsync(Guid person, Guid id) =>
        [
            .. (await ReadAsync(await Http(person).GetAsync($"/api/v1/webhooks/{id}/deliveries?limit=100")))
                .GetProperty("items")
                .EnumerateArray(),
        ];

    /// <summary>The ids in all pages of a list.</summary>
    private async Task<HashSet<Guid>> IdsAsync(Guid person, string path)
    {
        HashSet<Guid> ids = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await ReadAsync(await Http(person).GetAsync(cursor.Length == 0 ? path : $"{path}&cursor={cursor}"));
            page.GetProperty("items").EnumerateArray().ToList().ForEach(one => ids.Add(one.GetProperty("id").GetGuid()).ShouldBeTrue());
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return ids;
    }

    private async Task<List<JsonElement>> AttemptsAsync(Guid person, Guid id, Guid delivery) =>
        [
            .. (await ReadAsync(await Http(person).GetAsync($"/api/v1/webhooks/{id}/deliveries/{delivery}")))
                .GetProperty("attempts")
                .EnumerateArray(),
        ];

    private async Task<List<string>> NotificationsAsync(Guid person) =>
        [
            .. (await ReadAsync(await Http(person).GetAsync("/api/v1/notifications")))
                .GetProperty("items")
                .EnumerateArray()
                .Select(one => Text(one, "title")),
        ];

    /// <summary>Ends the pause before the next attempt, once the last one is recorded.</summary>
    private Task DueAgainAsync(Guid endpoint, int secondsLeft = 3_600) =>
        Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE webhook_deliveries SET available_at = now(), expires_at = now() + make_interval(secs => {secondsLeft})
                    WHERE endpoint_id = {endpoint} AND state = 'waiting' AND leased_until IS NULL AND attempts > 0
                    """
                )
            ) > 0
        );

    /// <summary>How many orders are known, and how many payments wait for their seller.</summary>
    private Task<OrderCounts> CountAsync(Guid order) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<OrderCounts>(
                    $"""
                    SELECT (SELECT count(*) FROM webhook_orders WHERE order_id = {order}) AS known,
                        (SELECT count(*) FROM webhook_early_orders WHERE order_id = {order}) AS early
                    """
                )
                .SingleAsync()
        );

    private sealed record OrderCounts(long Known, long Early);

    private static Guid EventOf(WebhookReceiver.Received one) => one.Json.GetProperty("data").GetProperty("event_id").GetGuid();

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static EventPublished Published(Guid id, Guid organizer) =>
        new(
            Guid.CreateVersion7(),
            Now,
            id,
            1,
            organizer,
            "Chess night",
            "meetup",
            "games",
            "Riyadh",
            "Riyadh",
            Now.AddDays(1),
            Now.AddDays(1).AddHours(2),
            "Asia/Riyadh",
            "public"
        );

    private static PaymentRequested Requested(Guid order, Guid buyer, Guid seller) =>
        new(
            Guid.CreateVersion7(),
            Now,
            order,
            1,
            buyer,
            "event_registration",
            Guid.CreateVersion7(),
            "A seat",
            2_500,
            "USD",
            250,
            Now.AddMinutes(15),
            SellerId: seller
        );

    private static PaymentSucceeded Paid(Guid order, Guid buyer) =>
        new(Guid.CreateVersion7(), Now, order, 1, buyer, "event_registration", Guid.CreateVersion7(), 2_500, "USD", "card", "A seat");
}
