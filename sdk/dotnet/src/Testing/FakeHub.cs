using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Microsoft.AspNetCore.SignalR;

namespace Community.Sdk.Testing;

public sealed partial class FakeServer
{
    /// <summary>The fake's end of a connection.</summary>
    private sealed class FakeHub(FakeServer server, string token) : IHubTransport
    {
        private Guid? _userId;

        public HashSet<Guid> Joined { get; } = [];

        /// <summary>The user of the log that the client follows; null: the client follows none.</summary>
        public Guid? Follows { get; private set; }

        public Action<string, JsonElement>? Received { get; set; }

        public Action? Closed { get; set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            lock (server._lock)
            {
                if (!server._tokens.TryGetValue(token, out var userId))
                {
                    throw new HttpRequestException("401 (Unauthorized)");
                }

                _userId = userId;
                server._hubs.Add(this);
            }

            return Task.CompletedTask;
        }

        public Task<JsonElement> InvokeAsync(string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
        {
            try
            {
                lock (server._lock)
                {
                    return _userId is { } userId
                        ? Task.FromResult(Call(userId, method, arguments))
                        : throw new InvalidOperationException("The connection is not open.");
                }
            }
            catch (Exception failure)
            {
                return Task.FromException<JsonElement>(failure);
            }
        }

        public Task StopAsync()
        {
            Drop();
            return Task.CompletedTask;
        }

        public void Tell(string name, JsonElement data) => Received?.Invoke(name, data);

        public void Tell(SyncView changes) => Tell("sync", Json(changes, CommunityJson.Default.SyncView));

        public void Drop()
        {
            lock (server._lock)
            {
                if (!server._hubs.Remove(this))
                {
                    return;
                }

                _userId = null;
            }

            Closed?.Invoke();
        }

        private JsonElement Call(Guid userId, string method, IReadOnlyList<object?> arguments)
        {
            var id = arguments is [Guid first, ..] ? first : Guid.Empty;
            switch (method)
            {
                case "JoinThread":
                    var messages = server.MessagesOf(id);
                    Joined.Add(id);
                    Tell(
                        "recent_messages",
                        Json(new HubRecent(id, [.. messages.TakeLast(50)], messages.Count), CommunityJson.Default.HubRecent)
                    );
                    return Json(new HubJoined(id, messages.Count), CommunityJson.Default.HubJoined);
                case "Subscribe":
                    var log = server.LogOf(userId);
                    if (int.TryParse(arguments[0] as string, CultureInfo.InvariantCulture, out var since))
                    {
                        log.Skip(since).ToList().ForEach(Tell);
                    }
                    else
                    {
                        Tell(new SyncView { IsWhole = true, Token = TokenOf(log.Count) });
                    }

                    Follows = userId;
                    return default;
                case "Unsubscribe":
                    Follows = null;
                    return default;
                case "Resume":
                    var all = server.MessagesOf(id);
                    var missed = all.Skip((int)(long)arguments[1]!).Take(500).ToList();
                    missed.ForEach(message => Tell("new_message", Json(message, CommunityJson.Default.MessageView)));
                    Joined.Add(id);
                    var next = (long)arguments[1]! + missed.Count;
                    return Json(new HubResumed(id, all.Count, next < all.Count ? next : null), CommunityJson.Default.HubResumed);
                case "SendMessage":
                    return Json(server.Post(id, userId, (PostMessage)arguments[1]!), CommunityJson.Default.MessageView);
                case "MarkRead":
                    return Json(new HubRead(id, (long)arguments[1]!), CommunityJson.Default.HubRead);
                case "LeaveThread":
                    Joined.Remove(id);
                    return default;
                case "Typing":
                    server.Tell(HubEvents.Typing, new(id, userId), id);
                    return default;
                case "StopTyping":
                    server.Tell(HubEvents.StopTyping, new(id, userId), id);
                    return default;
                default:
                    throw new HubException($"no_such_method: The fake's hub has no {method}.");
            }
        }

        private static JsonElement Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(value, type);
    }
}
