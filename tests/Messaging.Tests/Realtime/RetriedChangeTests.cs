using Community.AppHost.Processes;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Community.Messaging.Tests.Realtime;

/// <summary>A change of a message is delivered also if a statement of its delivery fails.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class RetriedChangeTests(MessagingApplication app)
{
    [Fact]
    public async Task AChangeWhoseDeliveryFailedIsDeliveredLaterAndOnce()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var message = await app.PostAsync(thread, me, "first");
        var (proxy, connectionString) = FaultProxy.BeforePostgres(app.Database);
        await using var way = proxy;
        await using var database = NpgsqlDataSource.Create(connectionString);
        var topic = new ChannelTopic(
            new ChannelFact(thread, ChannelKind.Thread, null, null, null),
            delivered: 1,
            app.Service<ClientConnections>(),
            app.Service<MessageReader>(),
            database,
            TimeProvider.System,
            NullLogger.Instance
        );
        await app.SqlAsync($"UPDATE messages SET content = 'second', edited_at = now() WHERE id = {message.Id}");
        var change = await app.WithDbAsync(db =>
            db.Database.SqlQuery<long>($"SELECT max(id) AS \"Value\" FROM message_changes WHERE message_id = {message.Id}").SingleAsync()
        );

        way.Refuse();
        topic.Change(message.Id, ChangeKind.Updated);
        await Poll.UntilAsync(() => topic.IsIdle);
        topic.HasDelivered(message.Id, change).ShouldBeFalse();
        way.Restore();
        topic.RetryChanges();

        await Poll.UntilAsync(() => topic.HasDelivered(message.Id, change));
        topic.RetryChanges();
        topic.IsIdle.ShouldBeTrue("nothing is left to deliver");
    }

    /// <summary>Otherwise no edit, deletion or reaction of a channel is delivered again after one message in it cannot be read.</summary>
    [Fact]
    public async Task AMessageThatCannotBeReadHoldsUpNoOther()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var (broken, other) = (await app.PostAsync(thread, me, "first"), await app.PostAsync(thread, me, "second"));
        await using var database = NpgsqlDataSource.Create(app.Database);
        var topic = new ChannelTopic(
            new ChannelFact(thread, ChannelKind.Thread, null, null, null),
            delivered: 2,
            app.Service<ClientConnections>(),
            app.Service<MessageReader>(),
            database,
            TimeProvider.System,
            NullLogger.Instance
        );
        await app.SqlAsync($"UPDATE messages SET key_id = 'lost', content = 'AAAA', version = version + 1 WHERE id = {broken.Id}");
        await app.SqlAsync($"UPDATE messages SET edited_at = now() WHERE id = {other.Id}");
        var change = await app.WithDbAsync(db =>
            db.Database.SqlQuery<long>($"SELECT max(id) AS \"Value\" FROM message_changes WHERE message_id = {other.Id}").SingleAsync()
        );

        topic.Change(broken.Id, ChangeKind.Updated);
        topic.Change(other.Id, ChangeKind.Updated);

        await Poll.UntilAsync(() =>
        {
            topic.RetryChanges();
            return topic.HasDelivered(other.Id, change);
        });
        topic.HasDelivered(broken.Id, 0).ShouldBeFalse();
        await Poll.UntilAsync(() => topic.IsIdle);
    }
}
