using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Social;
using Community.Messaging.Notifications;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Notifications;

/// <summary>The mail about unread notifications.</summary>
[Collection(nameof(MessagingTests))]
public sealed class DigestTests(MessagingApplication app)
{
    [Fact]
    public async Task UnreadNotificationsAreMailedOnceToUsersWithADigest()
    {
        var (me, other, silent) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var address = $"{me:N}@example.com";
        app.Identity.MailAddresses[me] = address;
        app.Identity.MailAddresses[silent] = $"{silent:N}@example.com";
        await WantAsync(me, "day");
        await SendAsync(other, me);
        await SendAsync(other, silent);

        await DueAsync(me);
        await Poll.UntilAsync(() => MailsTo(address).Count == 1);
        MailsTo(address)[0].ShouldContain("follows you now.");
        MailsTo($"{silent:N}@example.com").ShouldBeEmpty();

        // Nothing new since.
        await DueAsync(me);
        await Poll.UntilAsync(async () => await NextAsync(me) > TimeProvider.System.GetUtcNow());
        MailsTo(address).Count.ShouldBe(1);
    }

    [Fact]
    public async Task UnwantedKindsDoNotDisplaceAWantedNotification()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var address = $"{me:N}@example.com";
        app.Identity.MailAddresses[me] = address;
        await WantAsync(
            me,
            "day",
            new
            {
                message = new
                {
                    in_app = true,
                    push = true,
                    mail = false,
                },
            }
        );
        await SendAsync(other, me);
        await app.ExecuteAsync(
            $"""
            INSERT INTO notifications (id, user_id, kind, group_key, actor_ids, count, target_type, created_at, updated_at)
            SELECT gen_random_uuid(), {me}, 'message', 'message ' || number, ARRAY[{other}], 1, 'channel', now(), now() FROM generate_series(1, 21) number
            """
        );

        await DueAsync(me);
        await Poll.UntilAsync(() => MailsTo(address).Count == 1);
        MailsTo(address)[0].ShouldContain("follows you now.");
    }

    [Fact]
    public async Task ANotificationThatCommitsAfterADigestIsInTheNextOne()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var address = $"{me:N}@example.com";
        app.Identity.MailAddresses[me] = address;
        await WantAsync(me, "day");
        // In the past, so that the digest's time, not that of the wish, bounds the next one.
        await app.ExecuteAsync($"UPDATE digests SET since = now() - interval '1 hour' WHERE user_id = {me}");
        await SendAsync(other, me);
        var token = await LogAsync();
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-14);
        await DueAsync(me);
        await Poll.UntilAsync(() => MailsTo(address).Count == 1);
        (await LogAsync()).ShouldBe(token, "a digest changes nothing that clients have");

        // Its time is earlier than that of the digest, and it was not visible then: a consumer with many receivers takes long.
        await app.ExecuteAsync(
            $"""
            INSERT INTO notifications (id, user_id, kind, group_key, actor_ids, count, target_type, created_at, updated_at)
            SELECT gen_random_uuid(), user_id, 'badge', 'badge late', actor_ids, 1, 'badge', {before}, {before} FROM notifications WHERE user_id = {me}
            """
        );
        await DueAsync(me);
        await Poll.UntilAsync(() => MailsTo(address).Count == 2);
        MailsTo(address).Count(mail => mail.Contains("follows you now.", StringComparison.Ordinal)).ShouldBe(1);

        Task<long> LogAsync() =>
            app.WithDbAsync(db =>
                db.Database.SqlQuery<long>($"""SELECT max(changed_in::text::bigint) AS "Value" FROM notifications WHERE user_id = {me}""")
                    .SingleAsync()
            );
    }

    [Fact]
    public async Task AUserWithoutAVerifiedAddressIsRetriedLater()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await WantAsync(me, "week");
        await SendAsync(other, me);
        await DueAsync(me);
        await Poll.UntilAsync(async () =>
            await NextAsync(me) is var next && next > TimeProvider.System.GetUtcNow() && next < TimeProvider.System.GetUtcNow().AddHours(2)
        );
    }

    [Theory]
    [InlineData("day", "2026-11-21T06:59:59Z", "2026-11-21T07:00:00Z")]
    [InlineData("day", "2026-11-21T07:00:00Z", "2026-11-22T07:00:00Z")]
    [InlineData("week", "2026-11-21T12:00:00Z", "2026-11-23T07:00:00Z")]
    [InlineData("week", "2026-11-23T07:00:00Z", "2026-11-30T07:00:00Z")]
    public void InTheMorning(string every, string time, string next) => DigestTimes.NextAfter(every, At(time)).ShouldBe(At(next));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private async Task WantAsync(Guid me, string every, object? kinds = null) =>
        (
            await app.HttpAs(me).PutAsJsonAsync("/api/v1/notifications/preferences", new { kinds = kinds ?? new { }, digest = every })
        ).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task SendAsync(Guid follower, Guid followed)
    {
        await app.PublishAsync(
            new UserFollowed(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), 1, follower, followed)
        );
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<long>($"""SELECT count(*) AS "Value" FROM notifications WHERE user_id = {followed}""").SingleAsync()
            ) == 1
        );
    }

    private Task<int> DueAsync(Guid me) =>
        app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE digests SET next_at = now() WHERE user_id = {me}"));

    private Task<DateTimeOffset> NextAsync(Guid me) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<DateTimeOffset>($"""SELECT next_at AS "Value" FROM digests WHERE user_id = {me}""").SingleAsync()
        );

    private List<string> MailsTo(string address) =>
        [
            .. Directory
                .EnumerateFiles(app.MailFolder, "*.eml")
                .Select(File.ReadAllText)
                .Where(mail => mail.Contains(address, StringComparison.Ordinal)),
        ];
}
