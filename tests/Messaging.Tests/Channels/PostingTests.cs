using Community.Messaging.Channels;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Channels;

/// <summary>Numbers without gaps, and one message for each client_id, under any concurrency.</summary>
[Collection(nameof(MessagingTests))]
public sealed class PostingTests(MessagingApplication app)
{
    [Fact]
    public async Task MessagesOfManyAtOnceOnTwoInstancesAreNumberedWithoutHoles()
    {
        var people = await app.PeopleAsync(8);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var another = await app.StartAnotherAsync();

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 400)
                .Select(i =>
                    Task.Run(() =>
                        app.Service<ChannelBatcher>(i % 2 == 0 ? 0 : another)
                            .PostAsync(thread, Draft(people[i % people.Count], $"{i}", $"client {i / 2}"))
                    )
                )
        );

        // Each client_id was sent twice or four times: with another author it is another message.
        results.ShouldAllBe(result => result.Outcome == PostOutcome.Posted || result.Outcome == PostOutcome.OtherContent);
        var posted = results.Where(result => result.Outcome == PostOutcome.Posted).Select(result => result.Message!).ToList();
        posted.Select(message => message.Seq).Order().ShouldBe(Enumerable.Range(1, posted.Count).Select(seq => (long)seq));
        var kept = await app.WithDbAsync(db =>
            db.Messages.AsNoTracking().Where(message => message.ChannelId == thread).OrderBy(message => message.Seq).ToListAsync()
        );
        kept.Select(message => (message.Id, message.Seq, message.Content))
            .ShouldBe(posted.OrderBy(message => message.Seq).Select(message => (message.Id, message.Seq, message.Content)));
        var channel = await app.WithDbAsync(db => db.Channels.AsNoTracking().SingleAsync(channel => channel.Id == thread));
        (channel.LastSeq, channel.MessageCount).ShouldBe((posted.Count, posted.Count));
    }

    [Fact]
    public async Task TheSameClientIdIsOneMessage()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var batcher = app.Service<ChannelBatcher>();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => batcher.PostAsync(thread, Draft(me, "hello", "same"))));

        results.Count(result => result.Outcome == PostOutcome.Posted).ShouldBe(1);
        results.Select(result => result.Message!.Id).Distinct().Count().ShouldBe(1);
        (await batcher.PostAsync(thread, Draft(me, "other", "same"))).Outcome.ShouldBe(PostOutcome.OtherContent);
    }

    [Fact]
    public async Task OnlyNamedUsersWhoMayReadAreMentioned()
    {
        var (me, member, stranger) = (await app.PersonAsync(), await app.PersonAsync("member-of-it"), await app.PersonAsync("stranger"));
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, member), me);

        var posted = await app.Service<ChannelBatcher>()
            .PostAsync(thread, Draft(me, "@Member-Of-It and @stranger, not `@member-of-it`", null));

        posted.Message!.Mentions.ShouldBe([member]);
    }

    [Fact]
    public async Task AUserWithoutTheRightToReadFindsNoChannel()
    {
        var (me, stranger) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        (await app.Service<ChannelBatcher>().PostAsync(thread, Draft(stranger, "hello", null))).Outcome.ShouldBe(PostOutcome.NoChannel);
        (await app.Service<ChannelBatcher>().PostAsync(Guid.CreateVersion7(), Draft(me, "hello", null))).Outcome.ShouldBe(
            PostOutcome.NoChannel
        );
        var open = await app.ThreadAsync(await app.CommunityAsync("public", me), me);
        (await app.Service<ChannelBatcher>().PostAsync(open, Draft(stranger, "hello", null))).Refusal.ShouldBe(WriteRefusal.NotAMember);
    }

    [Fact]
    public async Task AMessageThatTheDatabaseRefusesDoesNotFailOthersOfItsBatch()
    {
        var me = await app.PersonAsync();
        var threads = new List<Guid>();
        var community = await app.CommunityAsync("private", me);
        for (var i = 0; i < 6; i++)
        {
            threads.Add(await app.ThreadAsync(community, me));
        }

        // No request can contain such a character at this point; any other refusal would take the same path.
        var batcher = app.Service<ChannelBatcher>();
        var refused = Enumerable.Range(0, 3).Select(i => batcher.PostAsync(threads[i], Draft(me, "nothing \0 is kept", null))).ToList();
        var posted = Enumerable.Range(0, 60).Select(i => batcher.PostAsync(threads[i % threads.Count], Draft(me, $"{i}", null))).ToList();

        foreach (var failing in refused)
        {
            (await Should.ThrowAsync<Exception>(() => failing)).GetBaseException().ShouldBeOfType<Npgsql.PostgresException>();
        }

        (await Task.WhenAll(posted)).ShouldAllBe(result => result.Outcome == PostOutcome.Posted);
        foreach (var thread in threads)
        {
            (
                await app.WithDbAsync(db =>
                    db.Messages.Where(message => message.ChannelId == thread)
                        .OrderBy(message => message.Seq)
                        .Select(message => message.Seq)
                        .ToListAsync()
                )
            ).ShouldBe(Enumerable.Range(1, 10).Select(seq => (long)seq));
        }
    }

    private static MessageDraft Draft(Guid author, string content, string? clientId) => new(author, clientId, content, null, []);
}
