using Community.AppHost.Processes;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.People.Blocks;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Realtime;

/// <summary>Steps that many tests of the hub use.</summary>
internal static class RealtimeSteps
{
    /// <summary>Posts without the hub.</summary>
    public static async Task<Message> PostAsync(this MessagingApplication app, Guid channel, Guid author, string content, int instance = 0)
    {
        var result = await app.Service<ChannelBatcher>(instance).PostAsync(channel, new MessageDraft(author, null, content, null, []));
        result.Outcome.ShouldBe(PostOutcome.Posted);
        return result.Message!;
    }

    public static Task<int> SqlAsync(this MessagingApplication app, FormattableString sql) =>
        app.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    public static Task BlockAsync(this MessagingApplication app, Guid blocker, Guid blocked) =>
        app.WithDbAsync(async db =>
        {
            await db.ApplyBlockAsync(new(Guid.Empty, 1, blocker, blocked), isBlocked: true);
            return 0;
        });

    /// <summary>An event with its organizer and registered users, as the events service would announce it.</summary>
    public static async Task<(Guid Event, IReadOnlyList<Guid> Registrations)> EventAsync(
        this MessagingApplication app,
        Guid organizer,
        params Guid[] registered
    )
    {
        var id = Guid.CreateVersion7();
        Guid[] registrations = [.. registered.Select(_ => Guid.CreateVersion7())];
        await app.SqlAsync($"INSERT INTO events (id, version, organizer_id, name) VALUES ({id}, 1, {organizer}, 'Open air')");
        await app.SqlAsync(
            $"""
            INSERT INTO registrations (id, event_id, user_id, version, is_confirmed)
            SELECT id, {id}, user_id, 1, true FROM unnest({registrations}, {registered}) AS new (id, user_id)
            """
        );
        return (id, registrations);
    }

    /// <summary>One more instance whose connection to the broker can be cut.</summary>
    public static async Task<InstanceBehindProxy> StartBehindProxyAsync(this MessagingApplication app)
    {
        var (broker, uri) = FaultProxy.BeforeRabbitMq(app.RabbitMq);
        return new(await app.StartAsync(("ConnectionStrings:rabbitmq", uri)), broker);
    }
}

/// <summary>An instance whose connection to the broker can be cut.</summary>
internal sealed record InstanceBehindProxy(WebApplicationFactory<MessagingDb> Instance, FaultProxy Broker) : IAsyncDisposable
{
    public Uri Address
    {
        get
        {
            using var http = Instance.CreateClient();
            return http.BaseAddress!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
