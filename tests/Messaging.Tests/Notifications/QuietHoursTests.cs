using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Social;
using Community.Messaging.Notifications;
using Community.Messaging.Tests.Moderation;
using Community.Messaging.Tests.WebPush;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Notifications;

/// <summary>The hours of a day in which pushes and digests wait.</summary>
[Collection(nameof(MessagingTests))]
public sealed class QuietHoursTests(MessagingApplication app) : IAsyncLifetime
{
    private const string Path = "/api/v1/notifications/preferences";

    private PushService _service = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => _service = await PushService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task TheyAreChosenChangedAndGivenUp()
    {
        var me = await app.PersonAsync();
        (await ReadAsync(me)).ValueKind.ShouldBe(JsonValueKind.Null);
        await SetAsync(
            me,
            new
            {
                from = "22:30:00",
                to = "07:00:00",
                time_zone = "asia/dubai",
            }
        );
        (await ReadAsync(me)).ToString().ShouldBe("""{"from":"22:30:00","to":"07:00:00","time_zone":"Asia/Dubai"}""");
        await SetAsync(
            me,
            new
            {
                from = "23:00:00",
                to = "06:00:00",
                time_zone = "Europe/Berlin",
            }
        );
        (await ReadAsync(me)).GetProperty("time_zone").GetString().ShouldBe("Europe/Berlin");
        await SetAsync(me, null);
        (await ReadAsync(me)).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("""{"from":"22:00:00","to":"22:00:00","time_zone":"Asia/Dubai"}""")]
    [InlineData("""{"from":"22:00:00.0000001","to":"22:00:00","time_zone":"Asia/Dubai"}""")]
    [InlineData("""{"from":"00:00:00","to":"23:59:59.999999","time_zone":"Asia/Dubai"}""")]
    [InlineData("""{"from":"22:59:59","to":"22:00:00","time_zone":"Asia/Dubai"}""")]
    [InlineData("""{"from":"22:00:00","to":"07:00:00","time_zone":"Mars/Olympus"}""")]
    [InlineData("""{"from":"22:00:00","to":"07:00:00"}""")]
    [InlineData("""{"from":"25:00:00","to":"07:00:00","time_zone":"Asia/Dubai"}""")]
    [InlineData("""{"from":"late","to":"07:00:00","time_zone":"Asia/Dubai"}""")]
    [InlineData("""{"from":"22:00:00","time_zone":"Asia/Dubai"}""")]
    [InlineData("[]")]
    public async Task WhatIsNoTimeIsRefusedAndNothingChanges(string wrong)
    {
        var me = await app.PersonAsync();
        await SetAsync(
            me,
            new
            {
                from = "22:00:00",
                to = "07:00:00",
                time_zone = "Asia/Dubai",
            }
        );
        using var body = JsonContent.Create(JsonDocument.Parse($$"""{"kinds":{},"quiet_hours":{{wrong}}}""").RootElement);
        (await app.HttpAs(me).PutAsync(Path, body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(me)).GetProperty("time_zone").GetString().ShouldBe("Asia/Dubai");
    }

    [Fact]
    public async Task APushWaitsForTheirEndAndIsSentAtOnceWhenTheyAreGivenUp()
    {
        var me = await app.PersonAsync();
        await _service.SubscribeAsync(app, me, "waits");
        var end = await BeQuietAsync(me);
        await FollowAsync(me);
        await Poll.UntilAsync(async () => await WaitsUntilAsync(me) == end);
        _service.For("waits").ShouldBeEmpty();

        await SetAsync(me, null);
        await Poll.UntilAsync(() => _service.For("waits").Count == 1);
    }

    [Fact]
    public async Task ADecisionOfModerationDoesNotWait()
    {
        var me = await app.PersonAsync();
        await _service.SubscribeAsync(app, me, "safety");
        await BeQuietAsync(me);
        await app.PublishAsync(ModerationSteps.Imposed(Guid.CreateVersion7(), me, "warning", until: null));
        await Poll.UntilAsync(() => _service.For("safety").Count == 1);
        _service.For("safety").Single().Payload.GetProperty("kind").GetString().ShouldBe(NotificationKind.Moderation);
    }

    [Fact]
    public async Task ADigestWaitsForTheirEnd()
    {
        var me = await app.PersonAsync();
        app.Identity.MailAddresses[me] = $"{me:N}@example.com";
        var end = await BeQuietAsync(me, digest: "day");
        await FollowAsync(me);
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE digests SET next_at = now() WHERE user_id = {me}"));
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<DateTimeOffset>($"""SELECT next_at AS "Value" FROM digests WHERE user_id = {me}""").SingleAsync()
            ) == end
        );
        Directory
            .EnumerateFiles(app.MailFolder, "*.eml")
            .Count(file => File.ReadAllText(file).Contains($"{me:N}@example.com", StringComparison.Ordinal))
            .ShouldBe(0);
    }

    [Theory]
    // Over midnight, and before and after it.
    [InlineData("22:00", "07:00", "Asia/Dubai", "2026-11-23T17:59:00Z", null)]
    [InlineData("22:00", "07:00", "Asia/Dubai", "2026-11-23T18:00:00Z", "2026-11-24T03:00:00Z")]
    [InlineData("22:00", "07:00", "Asia/Dubai", "2026-11-24T02:59:00Z", "2026-11-24T03:00:00Z")]
    [InlineData("22:00", "07:00", "Asia/Dubai", "2026-11-24T03:00:00Z", null)]
    // Within a day.
    [InlineData("12:30", "14:00", "Asia/Dubai", "2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z")]
    [InlineData("12:30", "14:00", "Asia/Dubai", "2026-11-23T08:00:00Z", null)]
    // The night in which the clocks go forward, with an end that does not exist, and the one in which they go back.
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("22:00", "02:30", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("22:00", "07:00", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z")]
    public void TheyEndByTheClockOfTheZone(string from, string to, string zone, string moment, string? end) =>
        new QuietHours(TimeOf(from), TimeOf(to), zone).EndAfter(At(moment)).ShouldBe(end is null ? null : At(end));

    private static TimeOnly TimeOf(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Quiet hours that the present moment is in, for hours. Returns their end.</summary>
    private async Task<DateTimeOffset> BeQuietAsync(Guid me, string digest = "none")
    {
        var (from, to) = (TimeOnly.FromDateTime(Now.AddHours(-2).DateTime), TimeOnly.FromDateTime(Now.AddHours(6).DateTime));
        var quiet = new QuietHours(new(from.Hour, 0), new(to.Hour, 0), "UTC");
        await SetAsync(
            me,
            new
            {
                from = quiet.From,
                to = quiet.To,
                time_zone = quiet.TimeZone,
            },
            digest
        );
        return quiet.EndAfter(Now)!.Value;
    }

    private async Task SetAsync(Guid me, object? quiet, string digest = "none") =>
        (
            await app.HttpAs(me)
                .PutAsJsonAsync(
                    Path,
                    new
                    {
                        kinds = new { },
                        digest,
                        quiet_hours = quiet,
                    }
                )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task<JsonElement> ReadAsync(Guid me) =>
        (await app.HttpAs(me).GetFromJsonAsync<JsonElement>(Path)).GetProperty("quiet_hours");

    private async Task FollowAsync(Guid me) =>
        await app.PublishAsync(new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, await app.PersonAsync(), me));

    private Task<DateTimeOffset?> WaitsUntilAsync(Guid me) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<DateTimeOffset?>(
                    $"""
                    SELECT available_at AS "Value" FROM push_deliveries d JOIN push_subscriptions s ON s.id = d.subscription_id WHERE s.user_id = {me}
                    """
                )
                .SingleOrDefaultAsync()
        );
}
