using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Notifications;

/// <summary>The recipients of notifications: each gets each notification once.</summary>
[Collection(nameof(MessagingTests))]
public sealed class NotificationTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ARequestNotifiesItsRecipientAndItsAnswerTheSender()
    {
        var (asker, asked, id) = (await app.PersonAsync(), await app.PersonAsync(), Guid.CreateVersion7());
        var requested = new ConnectionRequested(Guid.CreateVersion7(), Now, id, 1, asker, asked);
        await app.PublishAsync(requested, requested, new ConnectionAccepted(Guid.CreateVersion7(), Now, id, 2, asker, asked));

        var mine = await WaitAsync(asked, 1);
        (mine[0].GetProperty("kind").GetString(), mine[0].GetProperty("actor_id").GetGuid()).ShouldBe(("connection_request", asker));
        mine[0].GetProperty("text").GetString()!.ShouldEndWith("wants to connect with you.");
        (await WaitAsync(asker, 1))[0].GetProperty("kind").GetString().ShouldBe("connection_accepted");
        (await CountAsync(asked)).ShouldBe(1);
    }

    [Fact]
    public async Task AnswersOfSeveralAreOneUntilTheyAreRead()
    {
        var people = await app.PeopleAsync(4);
        var me = people[0];
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), me);
        var first = (await PostAsync(thread, me, "who plays?")).Id;
        foreach (var other in people.Skip(1))
        {
            await PostAsync(thread, other, "I do", first);
        }

        await Poll.UntilAsync(async () => (await ListAsync(me)) is [var only] && only.GetProperty("count").GetInt32() == 3);
        var told = (await ListAsync(me))[0];
        told.GetProperty("kind").GetString().ShouldBe("reply");
        told.GetProperty("text").GetString()!.ShouldEndWith("and 2 others answered you in Openings.");

        (await app.HttpAs(me).PatchAsJsonAsync("/api/v1/notifications/read", new { all = true })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync(me)).ShouldBe(0);
        await PostAsync(thread, people[1], "and again", first);
        await Poll.UntilAsync(async () => (await ListAsync(me)).Count == 2);
        (await CountAsync(me)).ShouldBe(1);
    }

    [Fact]
    public async Task HundredsAtOnceAreToldOfExactly()
    {
        var people = await app.PeopleAsync(4);
        var (me, listener) = (people[0], people[3]);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), me);
        await app.HttpAs(listener).PutAsJsonAsync($"/api/v1/channels/{thread}/preferences", new { level = "all" });

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => PostAsync(thread, people[i % 3], $"{i}")));

        // The opener is notified of the messages of the other two, and the listener of all messages.
        foreach (var (person, count, actors) in new[] { (me, 200, 2), (listener, 300, 3) })
        {
            await Poll.UntilAsync(async () => (await ListAsync(person)) is [var only] && only.GetProperty("count").GetInt32() == count);
            (
                await app.WithDbAsync(db =>
                    db.Database.SqlQuery<int>($"""SELECT cardinality(actor_ids) AS "Value" FROM notifications WHERE user_id = {person}""")
                        .SingleAsync()
                )
            ).ShouldBe(actors);
        }
    }

    [Fact]
    public async Task OneMessageIsToldToOnePersonOnce()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync("named-and-answered"));
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", other, me), other);
        var first = (await PostAsync(thread, other, "hello")).Id;
        await app.HttpAs(other).PutAsJsonAsync($"/api/v1/channels/{thread}/preferences", new { level = "all" });
        await PostAsync(thread, me, "@named-and-answered yes", first);

        (await WaitAsync(other, 1))[0].GetProperty("kind").GetString().ShouldBe("mention");
        await PostAsync(thread, me, "to everybody");
        (await WaitAsync(other, 2))[0].GetProperty("kind").GetString().ShouldBe("reply");
        (await ListAsync(me)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ABlockStopsNotificationsInBothDirections()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.PublishAsync(new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, me));
        await WaitAsync(me, 1);
        await app.PublishAsync(new UserBlocked(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, me, other));
        await Poll.UntilAsync(async () => (await ListAsync(me)).Count == 0 && await CountAsync(me) == 0);

        await app.PublishAsync(new ConnectionRequested(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, me));
        await app.PublishAsync(new ConnectionRequested(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, me, other));
        var third = await app.PersonAsync();
        await app.PublishAsync(new ConnectionRequested(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, third, me));
        (await WaitAsync(me, 1))[0].GetProperty("actor_id").GetGuid().ShouldBe(third);
        (await ListAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARegistrationNotifiesBothAndACancellationByTheAttendeeNeither()
    {
        var (me, organizer, eventId, registration) = (
            await app.PersonAsync(),
            await app.PersonAsync(),
            Guid.CreateVersion7(),
            Guid.CreateVersion7()
        );
        await app.PublishAsync(
            new EventPublished(
                Guid.CreateVersion7(),
                Now,
                eventId,
                1,
                organizer,
                "Chess night",
                "meetup",
                null,
                null,
                null,
                Now,
                Now,
                "Asia/Dubai",
                "public"
            ),
            new RsvpConfirmed(Guid.CreateVersion7(), Now, registration, 2, eventId, me, organizer)
        );
        await Poll.UntilAsync(async () => TextOf(await ListAsync(me)) is ["Your seat for Chess night is confirmed."]);
        await Poll.UntilAsync(async () => (await ListAsync(organizer)).Count == 1);
        TextOf(await ListAsync(organizer))[0].ShouldEndWith("is coming to Chess night.");

        await app.PublishAsync(
            new RsvpCancelled(Guid.CreateVersion7(), Now, registration, 3, eventId, me, organizer, "by_attendee"),
            new RsvpCreated(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, eventId, me, organizer, "waitlisted")
        );
        (await WaitAsync(me, 2))[0].GetProperty("kind").GetString().ShouldBe("waitlist");
    }

    [Fact]
    public async Task WhatIsToldAtTheMomentInWhichTheEventBecomesKnownHasItsName()
    {
        var (me, organizer, eventId) = (await app.PersonAsync(), await app.PersonAsync(), Guid.CreateVersion7());
        await app.PublishAsync(
            new EventPublished(
                Guid.CreateVersion7(),
                Now,
                eventId,
                1,
                organizer,
                "Chess night",
                "meetup",
                null,
                null,
                null,
                Now,
                Now,
                "Asia/Dubai",
                "public"
            ),
            new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, eventId, me, organizer)
        );
        await WaitAsync(me, 1);

        // Two transactions that do not see each other leave this state.
        await app.ExecuteAsync($"UPDATE notifications SET place = NULL WHERE user_id = {me}");
        await Poll.UntilAsync(async () => TextOf(await ListAsync(me)) is ["Your seat for Chess night is confirmed."]);
    }

    [Fact]
    public async Task AKindThatIsSwitchedOffIsNotNotified()
    {
        var me = await app.PersonAsync();
        var order = Guid.CreateVersion7();
        var off = new
        {
            kinds = new Dictionary<string, object>
            {
                ["follow"] = new
                {
                    in_app = false,
                    push = true,
                    mail = true,
                },
            },
            digest = "week",
        };
        var kept = await (
            await app.HttpAs(me).PutAsJsonAsync("/api/v1/notifications/preferences", off)
        ).Content.ReadFromJsonAsync<JsonElement>();
        kept.GetProperty("kinds").GetProperty("follow").GetProperty("in_app").GetBoolean().ShouldBeFalse();
        kept.GetProperty("kinds").GetProperty("mention").GetProperty("in_app").GetBoolean().ShouldBeTrue();
        kept.GetProperty("digest").GetString().ShouldBe("week");

        await app.PublishAsync(
            new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, await app.PersonAsync(), me),
            new PaymentSucceeded(Guid.CreateVersion7(), Now, order, 2, me, "event_registration", Guid.CreateVersion7(), 1500, "USD", "card")
        );
        (await WaitAsync(me, 1))[0].GetProperty("target").GetProperty("id").GetGuid().ShouldBe(order);

        (
            await app.HttpAs(me)
                .PutAsJsonAsync(
                    "/api/v1/notifications/preferences",
                    new
                    {
                        kinds = new
                        {
                            gossip = new
                            {
                                in_app = true,
                                push = true,
                                mail = true,
                            },
                        },
                    }
                )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AnothersNotificationsStayUnread()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.PublishAsync(new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, me));
        var id = (await WaitAsync(me, 1))[0].GetProperty("id").GetGuid();

        (await app.HttpAs(other).PatchAsJsonAsync("/api/v1/notifications/read", new { ids = new[] { id } })).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        (await CountAsync(me)).ShouldBe(1);
        foreach (var bad in new object[] { new { }, new { all = true, ids = new[] { id } }, new { ids = Array.Empty<Guid>() } })
        {
            (await app.HttpAs(me).PatchAsJsonAsync("/api/v1/notifications/read", bad)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await app.Http().GetAsync("/api/v1/notifications")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task PagesHoldEachOnce()
    {
        var me = await app.PersonAsync();
        var followers = await app.PeopleAsync(7);
        await app.PublishAsync(
            followers.Select(other => new ConnectionRequested(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, me))
        );
        await WaitAsync(me, 7);

        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await app.HttpAs(me).GetFromJsonAsync<JsonElement>($"/api/v1/notifications?limit=3{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("actor_id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        } while (cursor is not null);
        seen.Order().ShouldBe(followers.Order());
    }

    /// <summary>Each kind of event has a queue of its own: a ticket may be known before its buyer's registration.</summary>
    [Fact]
    public async Task AUserWhoIsNotKnownYetIsNotified()
    {
        var (me, order) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.PublishAsync(
            new PaymentSucceeded(Guid.CreateVersion7(), Now, order, 2, me, "event_registration", Guid.CreateVersion7(), 1500, "USD", "card")
        );
        (await WaitAsync(me, 1))[0].GetProperty("target").GetProperty("id").GetGuid().ShouldBe(order);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task AGuestAndAnErasedUserAreNotNotified(bool isGuest, bool isErased)
    {
        var (me, follower) = (await app.PersonAsync(), await app.PersonAsync());
        await app.ExecuteAsync($"UPDATE people SET is_guest = {isGuest}, is_erased = {isErased} WHERE id = {me}");
        await app.SettleAsync(new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, follower, me));
        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM notifications WHERE user_id = {me}""").SingleAsync()
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task ANotificationOfAnErasedPersonHasNoName()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.PublishAsync(new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, me));
        await WaitAsync(me, 1);
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"UPDATE people SET is_erased = true, profile_version = 0, username = NULL, username_key = NULL, full_name = NULL WHERE id = {other}"
            )
        );
        TextOf(await ListAsync(me)).ShouldBe(["A user follows you now."]);
    }

    private async Task<Message> PostAsync(Guid channel, Guid author, string content, Guid? replyTo = null) =>
        (await app.Service<ChannelBatcher>().PostAsync(channel, new MessageDraft(author, null, content, replyTo, []))).Message!;

    private async Task<IReadOnlyList<JsonElement>> ListAsync(Guid me) =>
        [.. (await app.HttpAs(me).GetFromJsonAsync<JsonElement>("/api/v1/notifications?limit=100")).GetProperty("items").EnumerateArray()];

    private async Task<IReadOnlyList<JsonElement>> WaitAsync(Guid me, int count)
    {
        await Poll.UntilAsync(async () => (await ListAsync(me)).Count == count, what: $"{count} notifications");
        return await ListAsync(me);
    }

    private async Task<long> CountAsync(Guid me) =>
        (await app.HttpAs(me).GetFromJsonAsync<JsonElement>("/api/v1/notifications/unread-count")).GetProperty("count").GetInt64();

    private static IReadOnlyList<string> TextOf(IEnumerable<JsonElement> told) =>
        [.. told.Select(one => one.GetProperty("text").GetString()!)];
}
