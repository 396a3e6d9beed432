using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Community.Bench.Chat;

/// <summary>
/// The minimal SignalR hub: one room, and the same event for a message as our hub. It stores nothing and has no authentication. With a
/// Redis, several processes share the room by SignalR's own backplane.
/// </summary>
internal static class BareHub
{
    public const string Command = "bare-hub";

    /// <summary>This program, started again, runs that server.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="redis">Its backplane, as StackExchange.Redis writes it; null: none.</param>
    public static async Task<int> RunAsync(string url, string? redis)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var signalR = builder.Services.AddSignalR();
        if (redis is not null)
        {
            signalR.AddStackExchangeRedis(redis);
        }

        var app = builder.Build();
        app.MapHub<RoomHub>("/hubs/community");
        await app.StartAsync();
        Console.WriteLine("listening");
        await app.WaitForShutdownAsync();
        return 0;
    }

    internal sealed class RoomHub : Hub
    {
        private static readonly Guid Channel = Guid.CreateVersion7();
        private static readonly Guid Author = Guid.CreateVersion7();
        private static long _seq;

        public async Task<bool> Join()
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, "room");
            return true;
        }

        public Task Post(string content) =>
            Clients
                .Group("room")
                .SendAsync(
                    "new_message",
                    new
                    {
                        id = Guid.CreateVersion7(),
                        channel_id = Channel,
                        seq = Interlocked.Increment(ref _seq),
                        author_id = Author,
                        author = new
                        {
                            id = Author,
                            username = "bench-0123456789abcdef0123456789abcdef",
                            full_name = "Amal Haddad",
                            picture_url = (string?)null,
                        },
                        content,
                        content_html = $"<p>{content}</p>",
                        reply_to = (Guid?)null,
                        attachments = Array.Empty<object>(),
                        mentions = Array.Empty<object>(),
                        reactions = Array.Empty<object>(),
                        created_at = TimeProvider.System.GetUtcNow(),
                        edited_at = (DateTimeOffset?)null,
                        is_edited = false,
                        is_deleted = false,
                        client_id = (string?)null,
                    }
                );
    }
}
