using System.Text.Json.Nodes;
using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Notifications;
using Community.Testing;

namespace Community.Messaging.Tests.Notifications;

/// <summary>The notifications made from the other services' events, and the events that end them.</summary>
[Collection(nameof(MessagingTests))]
public sealed class NotifiedEventTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task AnInvitationNamesACommunityThatTheInvitedDoesNotKnow()
    {
        var (host, invited) = (await app.PersonAsync(), await app.PersonAsync());
        var sent = new CommunityInvitationSent(
            Guid.CreateVersion7(),
            Now,
            Guid.CreateVersion7(),
            1,
            Guid.CreateVersion7(),
            "Night bakers",
            host,
            invited
        );

        await app.SettleAsync(sent, sent with { EventId = Guid.CreateVersion7() });

        var told = (await ToldAsync(invited)).ShouldHaveSingleItem();
        told.Text("kind").ShouldBe("invitation");
        told.Text("text").ShouldEndWith("invited you to Night bakers.");
        (await ToldAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARequestToJoinNotifiesTheOwnerAndModerators()
    {
        var (owner, moderator, member) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var asking = await app.PeopleAsync(2);
        var community = await app.CommunityAsync("private", owner, moderator, member);
        await app.BecomeAsync(community, moderator, "moderator");

        await app.SettleAsync([
            .. asking.Select(person => new CommunityJoinRequested(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, community, person)),
        ]);

        foreach (var person in new[] { owner, moderator })
        {
            var told = (await ToldAsync(person)).ShouldHaveSingleItem();
            (told.Text("kind"), told.Number("count")).ShouldBe(("join_request", 2));
            told.Text("text").ShouldEndWith("and 1 other want to join Chess.");
        }

        (await ToldAsync(member)).Concat(await ToldAsync(asking[0])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("accepted", true, "You are a member of Night bakers now.")]
    [InlineData("declined", true, "Night bakers declined your request.")]
    [InlineData("accepted", false, null)]
    [InlineData("withdrawn", false, null)]
    [InlineData("declined", false, null)]
    public async Task AnAnsweredRequestNotifiesItsSenderAndAnUnansweredOneDoesNot(string status, bool isAnswered, string? text)
    {
        var (owner, asker) = (await app.PersonAsync(), await app.PersonAsync());
        await app.SettleAsync(
            new CommunityJoinRequestAnswered(
                Guid.CreateVersion7(),
                Now,
                Guid.CreateVersion7(),
                2,
                Guid.CreateVersion7(),
                "Night bakers",
                asker,
                status,
                isAnswered ? owner : null
            )
        );

        (await ToldAsync(asker)).ConvertAll(told => told.Text("text")).ShouldBe(text is null ? [] : [text]);
        if (text is not null)
        {
            (await ToldAsync(asker))[0]["actor_id"].ShouldBeNull("who decided is not told");
        }
    }

    /// <summary>An invitation, and a request with its answer, keep their ids when they come again.</summary>
    [Fact]
    public async Task WhatComesAgainIsNotifiedAgain()
    {
        var (owner, person) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner);
        var (invitation, request) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var round in Enumerable.Range(0, 2))
        {
            var (version, at) = (1 + (2 * round), Now.AddDays(31 * round));
            await app.SettleAsync(
                new CommunityInvitationSent(Guid.CreateVersion7(), at, invitation, version, community, "Night bakers", owner, person),
                new CommunityJoinRequested(Guid.CreateVersion7(), at, request, version, community, person),
                new CommunityJoinRequestAnswered(
                    Guid.CreateVersion7(),
                    at,
                    request,
                    version + 1,
                    community,
                    "Night bakers",
                    person,
                    "declined",
                    owner
                )
            );
        }

        (await ToldAsync(person))
            .Select(told => (told.Text("kind"), told.Number("count")))
            .ShouldBe([("invitation", 2L), ("join_answer", 1L), ("join_answer", 1L)], ignoreOrder: true);
        (await ToldAsync(owner)).ShouldHaveSingleItem().Number("count").ShouldBe(2);
    }

    [Fact]
    public async Task ADeclinedRequestNotifiesNoUser()
    {
        var (asker, asked, third) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        await app.PublishAsync(
            new ConnectionRemoved(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, asker, asked, asked, "declined")
        );
        await app.SettleAsync(
            new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, third, asker),
            new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, third, asked)
        );

        (await ToldAsync(asker)).Concat(await ToldAsync(asked)).Select(told => told.Text("kind")).ShouldBe(["follow", "follow"]);
    }

    [Fact]
    public async Task AnotherTimeOrPlaceNotifiesRegisteredUsers()
    {
        var (organizer, coming, waiting) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var id = Guid.CreateVersion7();
        EventUpdated Updated(long version, string name, string city, int days) =>
            new(
                Guid.CreateVersion7(),
                Now,
                id,
                version,
                organizer,
                name,
                "meetup",
                null,
                null,
                city,
                Now.AddDays(days),
                Now.AddDays(days + 1),
                "Asia/Dubai",
                "public"
            );
        await app.SettleAsync(
            new EventPublished(
                Guid.CreateVersion7(),
                Now,
                id,
                1,
                organizer,
                "Simul",
                "meetup",
                null,
                null,
                "Dubai",
                Now.AddDays(1),
                Now.AddDays(2),
                "Asia/Dubai",
                "public"
            )
        );
        await app.SettleAsync(new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, id, coming, organizer));

        await app.SettleAsync(Updated(2, "Simultaneous", "Dubai", 1));
        (await TitlesAsync(coming)).ShouldBe(["You are going"], "another name is not another place");
        var moved = Updated(4, "Simultaneous", "Sharjah", 1);
        await app.SettleAsync(moved);
        await app.SettleAsync(moved with { EventId = Guid.CreateVersion7() }, Updated(3, "Simultaneous", "Dubai", 5));

        (await TitlesAsync(coming)).ShouldBe(["Event changed", "You are going"]);
        (await TitlesAsync(organizer)).ShouldBe(["New registration"]);
        (await ToldAsync(waiting)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnotherVenueIsToldWithTheFormerOne()
    {
        var (organizer, coming) = (await app.PersonAsync(), await app.PersonAsync());
        var published = PublishedBy(organizer) with
        {
            LocationName = "The library",
            LocationAddress = "1 Main Street",
            Latitude = 25.2,
            Longitude = 55.3,
        };
        EventUpdated Updated(long version, string name, string address, double latitude) =>
            new(
                Guid.CreateVersion7(),
                Now,
                published.CommunityEventId,
                version,
                organizer,
                "Simul",
                "meetup",
                null,
                null,
                "Dubai",
                published.StartsAt,
                published.EndsAt,
                "Asia/Dubai",
                "public",
                null,
                name,
                address,
                latitude,
                55.3
            );
        await app.SettleAsync(
            published,
            new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, published.CommunityEventId, coming, organizer)
        );

        await app.SettleAsync(Updated(2, "The library", "1 Main Street", 25.2001));
        (await TitlesAsync(coming)).ShouldBe(["You are going"], "a pin that moved by 11 m is not another place");
        await app.SettleAsync(Updated(3, "The club", "1 Main Street", 25.2001));
        await app.SettleAsync(Updated(4, "The club", "7 Side Street", 25.2001));
        await app.SettleAsync(Updated(5, "The club", "7 Side Street", 25.21));

        (await TextsAsync(coming))
            .Take(3)
            .ShouldBe([
                "Simul has changed. The place on the map has moved: The club, 7 Side Street, Dubai.",
                "Simul has changed. It takes place at The club, 7 Side Street, Dubai instead of The club, 1 Main Street, Dubai.",
                "Simul has changed. It takes place at The club, 1 Main Street, Dubai instead of The library, 1 Main Street, Dubai.",
            ]);
    }

    [Fact]
    public async Task AMoveIsToldToARegistrationThatIsOlderAndBecomesKnownLater()
    {
        var (organizer, early, late, cancelled) = (
            await app.PersonAsync(),
            await app.PersonAsync(),
            await app.PersonAsync(),
            await app.PersonAsync()
        );
        var published = PublishedBy(organizer);
        var eventId = published.CommunityEventId;
        var movedAt = Now;
        await app.SettleAsync(published);
        await app.SettleAsync(
            new EventUpdated(
                Guid.CreateVersion7(),
                movedAt,
                eventId,
                2,
                organizer,
                "Simul",
                "meetup",
                null,
                null,
                "Sharjah",
                published.StartsAt,
                published.EndsAt,
                "Asia/Dubai",
                "public"
            )
        );
        var given = Guid.CreateVersion7();
        await app.SettleAsync(new RsvpCancelled(Guid.CreateVersion7(), Now, given, 3, eventId, cancelled, organizer, "by_attendee"));

        await app.SettleAsync(
            new RsvpConfirmed(Guid.CreateVersion7(), movedAt.AddSeconds(-1), Guid.CreateVersion7(), 2, eventId, early, organizer),
            new RsvpConfirmed(Guid.CreateVersion7(), movedAt.AddSeconds(1), Guid.CreateVersion7(), 2, eventId, late, organizer),
            new RsvpConfirmed(Guid.CreateVersion7(), movedAt.AddSeconds(-1), given, 2, eventId, cancelled, organizer)
        );

        (await TextsAsync(early)).ShouldContain(text => text.StartsWith("Simul has changed.", StringComparison.Ordinal));
        (await TextsAsync(late)).ShouldNotContain(text => text.StartsWith("Simul has changed.", StringComparison.Ordinal));
        (await TextsAsync(cancelled)).ShouldNotContain(text => text.StartsWith("Simul has changed.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnotherTimeIsToldWithTheFormerOneInTheEventsZone()
    {
        var (organizer, coming) = (await app.PersonAsync(), await app.PersonAsync());
        var published = PublishedBy(organizer);
        await app.SettleAsync(
            published,
            new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, published.CommunityEventId, coming, organizer)
        );
        EventUpdated Updated(long version, int hours, int more) =>
            new(
                Guid.CreateVersion7(),
                Now,
                published.CommunityEventId,
                version,
                organizer,
                "Simul",
                "meetup",
                null,
                null,
                "Dubai",
                published.StartsAt.AddHours(hours),
                published.EndsAt.AddHours(more),
                "Asia/Dubai",
                "public"
            );

        await app.SettleAsync(Updated(2, 25, 25));
        await app.SettleAsync(Updated(3, 25, 26));

        (await TextsAsync(coming))
            .Take(2)
            .ShouldBe([
                "Simul has changed. It ends on 6 December 2026, 23:00 (Asia/Dubai) instead of 6 December 2026, 22:00 (Asia/Dubai).",
                "Simul has changed. It begins on 6 December 2026, 19:00 (Asia/Dubai) instead of 5 December 2026, 18:00 (Asia/Dubai).",
            ]);
    }

    [Theory]
    [InlineData(false, "Simul will not take place. The organizer says: “The hall is flooded.”")]
    [InlineData(true, "Simul will not take place. The organizer says: “The hall is flooded.” Your payment is refunded automatically.")]
    public async Task ACancellationNamesTheReasonAndARefundOnlyToBuyers(bool isRefunded, string text)
    {
        var (organizer, coming, registration) = (await app.PersonAsync(), await app.PersonAsync(), Guid.CreateVersion7());
        var published = PublishedBy(organizer);
        await app.SettleAsync(
            published,
            new RsvpConfirmed(Guid.CreateVersion7(), Now, registration, 2, published.CommunityEventId, coming, organizer)
        );

        await app.SettleAsync(
            new EventCancelled(Guid.CreateVersion7(), Now, published.CommunityEventId, 2, organizer, "The hall is flooded."),
            new RsvpCancelled(
                Guid.CreateVersion7(),
                Now,
                registration,
                3,
                published.CommunityEventId,
                coming,
                organizer,
                "event_cancelled",
                isRefunded
            )
        );

        (await TextsAsync(coming))[0].ShouldBe(text);
    }

    [Fact]
    public async Task PaymentsNameTheAmountAndTheThing()
    {
        var me = await app.PersonAsync();
        var (order, other, third) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.SettleAsync(
            new PaymentSucceeded(
                Guid.CreateVersion7(),
                Now,
                order,
                2,
                me,
                "event_registration",
                Guid.CreateVersion7(),
                1250,
                "usd",
                "card",
                "Simul"
            )
        );
        await app.SettleAsync(
            new PaymentRefunded(Guid.CreateVersion7(), Now, order, 3, me, "event_registration", Guid.CreateVersion7(), 1250, "USD", "Simul")
        );
        await app.SettleAsync(
            new PaymentFailed(
                Guid.CreateVersion7(),
                Now,
                other,
                3,
                me,
                "course",
                Guid.CreateVersion7(),
                "declined",
                "Endgames",
                1099,
                "JPY"
            )
        );
        await app.SettleAsync(
            new PaymentSucceeded(Guid.CreateVersion7(), Now, third, 2, me, "course", Guid.CreateVersion7(), 40, "credits", "credits")
        );

        (await TextsAsync(me)).ShouldBe([
            "Thank you. Your payment of 40 credits has arrived.",
            "The payment of 1,099 JPY for Endgames failed. You can try again while the offer lasts.",
            "12.50 USD for Simul were refunded to you.",
            "Thank you. Your payment of 12.50 USD for Simul has arrived.",
        ]);
    }

    [Fact]
    public async Task ARoleGivenByAnotherUserIsNotified()
    {
        var (owner, me) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, me);
        CommunityMemberRoleChanged Changed(long version, string role, Guid by) =>
            new(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), version, community, me, role, by);

        await app.SettleAsync(Changed(2, "moderator", owner));
        await app.SettleAsync(Changed(3, "member", me));
        await app.SettleAsync(
            new UserRolesChanged(Guid.CreateVersion7(), Now, me, 5, ["attendee", "moderator"], ["attendee", "organizer"], owner)
        );
        await app.SettleAsync(new UserRolesChanged(Guid.CreateVersion7(), Now, me, 6, ["attendee", "organizer"], ["attendee"], me));

        (await TextsAsync(me)).ShouldBe([
            "Your account was given the role moderator, and lost the role organizer. Sign in again.",
            "You are a moderator of Chess now.",
        ]);
    }

    [Fact]
    public async Task NotificationsAreInThePersonsLanguage()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.SettleAsync(new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, me));
        using var http = app.HttpAs(me);
        http.DefaultRequestHeaders.Add("Accept-Language", "fr, ar-EG;q=0.8, en;q=0.5");

        (await http.GetPathAsync("/notifications").ShouldAnswerAsync(200)).Items()[0].Text("title").ShouldBe("متابعة جديدة");
        await http.SendAsync("PUT", "/notifications/preferences", new { kinds = new { }, language = "en" }).ShouldAnswerAsync(200);
        (await http.GetPathAsync("/notifications").ShouldAnswerAsync(200)).Items()[0].Text("title").ShouldBe("New follower");
        await http.SendAsync("PUT", "/notifications/preferences", new { kinds = new { }, language = "ar" }).ShouldAnswerAsync(200);
        (await app.HttpAs(me).GetPathAsync("/notifications").ShouldAnswerAsync(200)).Items()[0].Text("title").ShouldBe("متابعة جديدة");
        await http.SendAsync("PUT", "/notifications/preferences", new { kinds = new { }, language = "tlh" }).ShouldAnswerAsync(400);
    }

    [Fact]
    public async Task AnEventChatIsNamedAndLeadsSomewhere()
    {
        var (organizer, me) = (await app.PersonAsync(), await app.PersonAsync());
        var chess = await app.EventAsync(organizer, me);
        var asked = await app.HttpAs(me)
            .SendAsync("POST", $"/events/{chess}/chat/messages", new { content = "Where?" })
            .ShouldAnswerAsync(201);
        await app.HttpAs(organizer)
            .SendAsync("POST", $"/events/{chess}/chat/messages", new { content = "Here.", reply_to = asked.Id() })
            .ShouldAnswerAsync(201);
        // The question was handled before the answer, so the organizer is not notified of it.
        await Poll.UntilAsync(async () => (await ToldAsync(me)).Count == 1);
        await app.HttpAs(organizer)
            .SendAsync("PUT", $"/channels/{asked.Id("channel_id")}/preferences", new { level = "all" })
            .ShouldAnswerAsync(200);
        await app.HttpAs(me).SendAsync("POST", $"/events/{chess}/chat/messages", new { content = "Thanks." }).ShouldAnswerAsync(201);
        await Poll.UntilAsync(async () => (await ToldAsync(organizer)).Count == 1 && (await ToldAsync(me)).Count == 1);

        (await TextsAsync(me)).ShouldHaveSingleItem().ShouldEndWith(" answered you in the chat of Simul.");
        (await TextsAsync(organizer)).ShouldHaveSingleItem().ShouldEndWith(" wrote a message in the chat of Simul.");
        var target = (await ToldAsync(organizer))[0]["target"]!;
        target.Text("type").ShouldBe("channel");
        (await app.HttpAs(organizer).GetPathAsync($"/channels/{target.Id()}").ShouldAnswerAsync(200))["event"]!.Id().ShouldBe(chess);
    }

    [Fact]
    public async Task AFormerMemberSeesNamesOfThen()
    {
        var (owner, me) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, me);
        var thread = await app.ThreadAsync(community, me);
        var chess = await app.EventAsync(owner, me);
        await app.SayAsync(thread, owner, "first");
        await app.SettleAsync(
            new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, chess, me, owner),
            new CommunityMemberRoleChanged(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, community, me, "moderator", owner)
        );
        await Poll.UntilAsync(async () => (await ToldAsync(me)).Count == 3);

        await app.LeaveAsync(community, me);
        await app.ExecuteAsync($"UPDATE registrations SET is_confirmed = false WHERE event_id = {chess}");
        await app.HttpAs(owner).SendAsync("PATCH", $"/threads/{thread}", new { title = "Our new secret" }).ShouldAnswerAsync(200);
        await app.SettleAsync(
            new EventUpdated(
                Guid.CreateVersion7(),
                Now,
                chess,
                9,
                owner,
                "Our new secret",
                "meetup",
                null,
                null,
                null,
                Now.AddDays(1),
                Now.AddDays(2),
                "Asia/Dubai",
                "private"
            ),
            new CommunityUpdated(Guid.CreateVersion7(), Now, community, 9, "Our new secret", "group", "private", null, null, null, [])
        );

        (await TextsAsync(me)).ShouldNotContain(text => text.Contains("secret", StringComparison.Ordinal));
        string.Join(' ', await TextsAsync(me))
            .ShouldSatisfyAllConditions(
                texts => texts.ShouldContain("Openings"),
                texts => texts.ShouldContain("Simul"),
                texts => texts.ShouldContain("Chess")
            );
    }

    [Fact]
    public async Task ANameThatComesLaterIsFilledIn()
    {
        var (organizer, me) = (await app.PersonAsync(), await app.PersonAsync());
        var published = PublishedBy(organizer);
        await app.SettleAsync(
            new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, published.CommunityEventId, me, organizer)
        );
        (await TextsAsync(me)).ShouldBe(["Your seat for an event is confirmed."]);

        await app.SettleAsync(published);

        (await TextsAsync(me)).ShouldBe(["Your seat for Simul is confirmed."]);
    }

    [Fact]
    public async Task AHeldPaidSeatNotifiesTheWaitlistedUser()
    {
        var (me, organizer, registration) = (await app.PersonAsync(), await app.PersonAsync(), Guid.CreateVersion7());
        var concert = await app.EventAsync(organizer);
        RsvpCreated Created(long version, string status) =>
            new(Guid.CreateVersion7(), Now, registration, version, concert, me, organizer, status);

        await app.SettleAsync(Created(1, "waitlisted"));
        await app.SettleAsync(Created(2, "pending"));
        await app.SettleAsync(Created(1, "pending") with { RegistrationId = Guid.CreateVersion7() });

        (await ToldAsync(me))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                told => told.Text("title").ShouldBe("A seat is free"),
                told => told.Number("count").ShouldBe(2, "of one registration, one notification")
            );
    }

    [Fact]
    public async Task AnOpportunityIsTold()
    {
        var me = await app.PersonAsync();
        var found = new OpportunityFound(
            Guid.CreateVersion7(),
            Now,
            Guid.CreateVersion7(),
            1,
            me,
            "insight",
            "Three chess evenings near you this week",
            "/events",
            "ثلاث أمسيات شطرنج بالقرب منك هذا الأسبوع"
        );

        await app.SettleAsync(found, found with { EventId = Guid.CreateVersion7() });

        (await ToldAsync(me))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(told =>
                (told.Text("kind"), told.Text("text"), told["target"]!.Id()).ShouldBe(("opportunity", found.Title, found.OpportunityId))
            );
        using var arabic = app.HttpAs(me);
        arabic.DefaultRequestHeaders.Add("Accept-Language", "ar");
        (await arabic.GetAsync("/api/v1/notifications").ShouldAnswerAsync(200))
            .Items()
            .ShouldHaveSingleItem()
            .Text("text")
            .ShouldBe(found.ArabicTitle);
    }

    [Fact]
    public async Task AMentionAddedByAnEditIsNotified()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync($"named{Guid.CreateVersion7():N}"));
        var name = (await app.WithDbAsync(db => Task.FromResult(db.People.Single(person => person.Id == other).Username)))!;
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        var message = (await app.SayAsync(thread, me, "who is it?")).Id();

        await app.HttpAs(me).SendAsync("PATCH", $"/messages/{message}", new { content = $"is it @{name}?" }).ShouldAnswerAsync(200);

        await Poll.UntilAsync(async () => (await ToldAsync(other)) is [var only] && only.Text("kind") == "mention");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadingAChannelMarksItsNotificationsAsRead(bool byHub)
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        var elsewhere = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        await app.SayAsync(thread, other, "one");
        await app.SayAsync(elsewhere, other, "there");
        await Poll.UntilAsync(async () => (await UnreadAsync(me)) == 2);
        var late = await app.SayAsync(thread, other, "two");
        await Poll.UntilAsync(async () => (await ToldAsync(me)).Exists(told => told.Number("count") == 2));
        await using var phone = await app.HubAsync(me);

        await ReadAsync(1);
        (await UnreadAsync(me)).ShouldBe(2, "the second is not read");
        await ReadAsync(late.Number("seq"));

        (await UnreadAsync(me)).ShouldBe(1);
        (await phone.NextAsync<UnreadCount>("notifications_read")).Count.ShouldBe(1);

        async Task ReadAsync(long seq)
        {
            if (byHub)
            {
                await phone.CallAsync("MarkRead", thread, seq);
            }
            else
            {
                await app.HttpAs(me).SendAsync("PUT", $"/channels/{thread}/read", new { seq }).ShouldAnswerAsync(200);
            }
        }
    }

    private async Task<List<JsonNode>> ToldAsync(Guid person) =>
        (await app.HttpAs(person).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items();

    private static EventPublished PublishedBy(Guid organizer) =>
        new(
            Guid.CreateVersion7(),
            Now,
            Guid.CreateVersion7(),
            1,
            organizer,
            "Simul",
            "meetup",
            null,
            null,
            "Dubai",
            new(2026, 12, 5, 14, 0, 0, TimeSpan.Zero),
            new(2026, 12, 5, 17, 0, 0, TimeSpan.Zero),
            "Asia/Dubai",
            "public"
        );

    private async Task<List<string>> TextsAsync(Guid person) => (await ToldAsync(person)).ConvertAll(told => told.Text("text"));

    private async Task<List<string>> TitlesAsync(Guid person) => (await ToldAsync(person)).ConvertAll(told => told.Text("title"));

    private async Task<long> UnreadAsync(Guid person) =>
        (await app.HttpAs(person).GetPathAsync("/notifications/unread-count").ShouldAnswerAsync(200)).Number("count");
}
