using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Community.Sdk.Transport;
using Microsoft.AspNetCore.SignalR;

namespace Community.Sdk.Testing;

/// <summary>
/// A server in memory for tests. Its clients are real ones: retries, errors, lists, sessions and the hub's resume run as in production,
/// only the network is replaced. It knows accounts, threads with messages, uploads in parts, the hub and the log on it; every other
/// operation needs an answer from the test.
/// </summary>
public sealed partial class FakeServer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Func<FakeRequest, (int Status, byte[] Body)>> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Status, byte[] Body)> _answered = new(StringComparer.Ordinal);
    private readonly List<FakeRequest> _requests = [];
    private readonly Dictionary<Guid, (UserView User, string Password)> _users = [];
    private readonly Dictionary<string, Guid> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, ThreadView> _threads = [];
    private readonly Dictionary<Guid, List<MessageView>> _messages = [];
    private readonly List<FakeHub> _hubs = [];
    private readonly Dictionary<Guid, List<SyncView>> _logs = [];
    private readonly FakeUploads _uploads = new();
    private readonly List<(Operation Operation, Regex Path)> _routes =
    [
        .. Operations
            .All.OrderByDescending(operation => operation.Path.Replace("{}", "", StringComparison.Ordinal).Length)
            .Select(operation =>
                (
                    operation,
                    new Regex(
                        $"^{ApiPath.Prefix}{Regex.Escape(operation.Path).Replace("\\{}", "([^/]+)", StringComparison.Ordinal)}$",
                        RegexOptions.None,
                        TimeSpan.FromSeconds(1)
                    )
                )
            ),
    ];
    private int _failures;
    private int _lost;

    /// <summary>A server without accounts.</summary>
    public FakeServer()
    {
        AddAccounts();
        AddThreads();
    }

    /// <summary>Every request that came, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>A new client of this server.</summary>
    /// <param name="configure">Changes the options, such as the session's store.</param>
    public CommunityClient Client(Action<CommunityOptions>? configure = null)
    {
        var options = new CommunityOptions
        {
            BaseUrl = new Uri("http://fake.example"),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            HttpClient = new HttpClient(new Handler(this)) { Timeout = Timeout.InfiniteTimeSpan },
            OpenHub = (_, token) => new FakeHub(this, token),
        };
        configure?.Invoke(options);
        return new(options);
    }

    /// <summary>Sets the answer of an operation from now on.</summary>
    public void Answer<T>(Operation<T> operation, T answer) => Answer(operation, _ => answer);

    /// <summary>Sets the answer of an operation from now on. A handler that throws a <see cref="FakeRefusalException"/> refuses.</summary>
    public void Answer<T>(Operation<T> operation, Func<FakeRequest, T> handler)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Set(operation, request => operation.Answer.Write(handler(request)));
    }

    /// <summary>Sets the default for operations without an answer.</summary>
    public void Answer(Operation operation, Action<FakeRequest>? handler = null) =>
        Set(
            operation,
            request =>
            {
                handler?.Invoke(request);
                return (204, []);
            }
        );

    /// <summary>The next requests get no answer, as without a network. They are not in <see cref="Requests"/>.</summary>
    public void FailNext(int count = 1) => Interlocked.Add(ref _failures, count);

    /// <summary>From now on the hub sends the next messages to no client, as if they were lost on their way.</summary>
    public void LoseNext(int count = 1) => Interlocked.Exchange(ref _lost, count);

    /// <summary>The connection of the next part of an upload is cut after this many bytes, which have arrived.</summary>
    public void CutUploadAfter(int bytes)
    {
        lock (_lock)
        {
            _uploads.CutAfter(bytes);
        }
    }

    /// <summary>Cuts every connection of the hub. The clients come back by themselves.</summary>
    public void Cut()
    {
        foreach (var hub in Hubs())
        {
            hub.Drop();
        }
    }

    /// <summary>Posts a message as a user would, and delivers it to the clients that joined.</summary>
    public MessageView Post(Guid channelId, Guid authorId, PostMessage body)
    {
        ArgumentNullException.ThrowIfNull(body);
        lock (_lock)
        {
            var messages = MessagesOf(channelId);
            if (messages.Find(one => one.AuthorId == authorId && body.ClientId is not null && one.ClientId == body.ClientId) is { } known)
            {
                return known;
            }

            var message = new MessageView
            {
                Id = Guid.CreateVersion7(),
                ChannelId = channelId,
                Seq = messages.Count + 1,
                AuthorId = authorId,
                Content = body.Content ?? "",
                ContentHtml = body.Content ?? "",
                ReplyTo = body.ReplyTo,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                ClientId = body.ClientId,
            };
            messages.Add(message);
            if (_lost > 0)
            {
                _lost--;
            }
            else
            {
                Tell(HubEvents.NewMessage, message, channelId);
            }

            return message;
        }
    }

    /// <summary>Writes changes into a user's log, which <see cref="CommunityHub.FollowAsync"/> gives, with a token of the fake.</summary>
    public void Sync(Guid userId, SyncView changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_lock)
        {
            var log = LogOf(userId);
            log.Add(changes with { Token = TokenOf(log.Count + 1) });
            foreach (var hub in _hubs.Where(hub => hub.Follows == userId))
            {
                hub.Tell(log[^1]);
            }
        }
    }

    /// <summary>Sends an event of the hub to the clients that joined the channel, or to all.</summary>
    public void Tell<T>(HubEvent<T> hubEvent, T content, Guid? channelId = null)
    {
        ArgumentNullException.ThrowIfNull(hubEvent);
        var data = JsonSerializer.SerializeToElement(content, hubEvent.Type());
        lock (_lock)
        {
            foreach (var hub in _hubs.Where(hub => channelId is not { } id || hub.Joined.Contains(id)))
            {
                hub.Tell(hubEvent.Name, data);
            }
        }
    }

    private void Set(Operation operation, Func<FakeRequest, (int Status, byte[] Body)> handler)
    {
        ArgumentNullException.ThrowIfNull(operation);
        lock (_lock)
        {
            _handlers[operation.Name] = handler;
        }
    }

    private static string TokenOf(int length) => length.ToString(CultureInfo.InvariantCulture);

    private List<SyncView> LogOf(Guid userId) => _logs.TryGetValue(userId, out var log) ? log : _logs[userId] = [];

    private List<FakeHub> Hubs()
    {
        lock (_lock)
        {
            return [.. _hubs];
        }
    }

    private List<MessageView> MessagesOf(Guid channelId) =>
        _messages.TryGetValue(channelId, out var messages) ? messages : throw new HubException("no_such_thread: There is no such thread.");

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new HttpRequestException("The fake's network is down.");
        }

        Interlocked.Increment(ref _failures);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var uri = request.RequestUri!;
        try
        {
            lock (_lock)
            {
                if (_uploads.Answer(request, uri.AbsolutePath, body, UserOf(request)) is { } part)
                {
                    return part;
                }

                var (status, content) = Handle(request, uri, body);
                return new((HttpStatusCode)status)
                {
                    Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                };
            }
        }
        catch (FakeRefusalException refusal)
        {
            return refusal.ToResponse();
        }
    }

    private Guid? UserOf(HttpRequestMessage request) =>
        request.Headers.Authorization?.Parameter is { } token && _tokens.TryGetValue(token, out var known) ? known : null;

    /// <summary>Called under the lock.</summary>
    private (int Status, byte[] Body) Handle(HttpRequestMessage request, Uri uri, byte[] body)
    {
        var userId = UserOf(request);
        if (uri.AbsolutePath == $"{ApiPath.Prefix}/auth/refresh")
        {
            return (200, JsonSerializer.SerializeToUtf8Bytes(Refresh(body), CommunityJson.Default.RefreshedTokens));
        }

        var route = _routes.Find(one => one.Operation.Verb == request.Method.Method && one.Path.IsMatch(uri.AbsolutePath));
        var operation = route.Operation ?? throw new FakeRefusalException(404, detail: $"There is no {request.Method} {uri.AbsolutePath}.");
        if (userId is null && !operation.IsOpen)
        {
            throw new FakeRefusalException(401, detail: "A valid access token is needed.");
        }

        var asked = new FakeRequest(
            operation,
            [.. route.Path.Match(uri.AbsolutePath).Groups.Values.Skip(1).Select(group => Uri.UnescapeDataString(group.Value))],
            FakeRequest.QueryOf(uri),
            body,
            request
                .Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            userId
        );
        _requests.Add(asked);
        var key = asked.Headers.TryGetValue("Idempotency-Key", out var given) ? $"{userId} {operation.Name} {given}" : null;
        if (key is not null && _answered.TryGetValue(key, out var before))
        {
            return before;
        }

        var handler =
            _handlers.GetValueOrDefault(operation.Name)
            ?? throw new FakeRefusalException(501, detail: $"The fake has no answer to {operation.Name}. Give it one with Answer(…).");
        var answer = handler(asked);
        if (key is not null)
        {
            _answered[key] = answer;
        }

        return answer;
    }

    private void AddAccounts()
    {
        Answer(
            Operations.AuthRegister,
            request =>
            {
                var body = request.Read(CommunityJson.Default.RegisterRequest);
                if (_users.Values.Any(one => one.User.Username == body.Username))
                {
                    throw new FakeRefusalException(409, "username_taken", "This username is already taken. Choose another one, or log in.");
                }

                var user = new UserView
                {
                    Id = Guid.CreateVersion7(),
                    Username = body.Username,
                    Email = body.Email,
                    Roles = ["attendee"],
                };
                _users[user.Id] = (user, body.Password);
                return Tokens(user);
            }
        );
        Answer(
            Operations.AuthLogin,
            request =>
            {
                var body = request.Read(CommunityJson.Default.LoginRequest);
                var (user, _) = _users.Values.FirstOrDefault(one => one.User.Username == body.Identifier && one.Password == body.Password);
                return user is null ? throw new FakeRefusalException(401, detail: "The login or the password is wrong.") : Tokens(user);
            }
        );
        Answer(
            Operations.AuthLogout,
            request =>
            {
                foreach (var (token, _) in _tokens.Where(pair => pair.Value == request.UserId).ToList())
                {
                    _tokens.Remove(token);
                }
            }
        );
        Answer(Operations.MeGet, request => _users[request.UserId!.Value].User);
        Answer(Operations.NotificationsUnreadCount, new UnreadCount());
    }

    private SessionTokens Tokens(UserView user)
    {
        var (access, refresh) = Issue(user.Id);
        return new()
        {
            AccessToken = access,
            RefreshToken = refresh,
            ExpiresIn = 900,
            User = user,
        };
    }

    private (string Access, string Refresh) Issue(Guid userId)
    {
        var (access, refresh) = (Ids.New(), Ids.New());
        (_tokens[access], _tokens[refresh]) = (userId, userId);
        return (access, refresh);
    }

    private RefreshedTokens Refresh(byte[] body)
    {
        var token = JsonSerializer.Deserialize(body, CommunityJson.Default.DictionaryStringString)!["refresh_token"];
        if (!_tokens.Remove(token, out var userId))
        {
            throw new FakeRefusalException(401, "invalid_refresh_token", "The refresh token is unknown, used or expired. Log in again.");
        }

        var (access, refresh) = Issue(userId);
        return new()
        {
            AccessToken = access,
            RefreshToken = refresh,
            ExpiresIn = 900,
        };
    }

    private void AddThreads()
    {
        Answer(
            Operations.ThreadsCreate,
            request =>
            {
                var (body, now) = (request.Read(CommunityJson.Default.NewThread), TimeProvider.System.GetUtcNow());
                var thread = new ThreadView
                {
                    Id = Guid.CreateVersion7(),
                    CommunityId = Guid.Parse(request.Parameters[0]),
                    Title = body.Title,
                    Content = body.Content ?? "",
                    ContentHtml = body.Content ?? "",
                    CreatedBy = request.UserId!.Value,
                    CreatedAt = now,
                    UpdatedAt = now,
                    LastActivity = now,
                };
                _threads[thread.Id] = thread;
                _messages[thread.Id] = [];
                return thread;
            }
        );
        Answer(Operations.ThreadsGet, request => Found(request) with { MessageCount = MessagesOf(Found(request).Id).Count });
        Answer(
            Operations.ThreadsPost,
            request => Post(Found(request).Id, request.UserId!.Value, request.Read(CommunityJson.Default.PostMessage))
        );
        Answer(Operations.ThreadsMessages, request => Page(MessagesOf(Found(request).Id), request));

        ThreadView Found(FakeRequest request) =>
            _threads.GetValueOrDefault(Guid.Parse(request.Parameters[0]))
            ?? throw new FakeRefusalException(404, "no_such_thread", "There is no such thread.");
    }

    private static MessagePage Page(List<MessageView> all, FakeRequest request)
    {
        var limit = request.Number("limit") ?? 50;
        var items = request.Number("after_seq") is { } after
            ? [.. all.Skip((int)after).Take((int)limit)]
            : all.Take((int)((request.Number("before_seq") ?? (all.Count + 1)) - 1)).TakeLast((int)limit).ToList();
        var isForwards = request.Number("after_seq") is not null;
        var edge = isForwards ? items.LastOrDefault()?.Seq : items.FirstOrDefault()?.Seq;
        var isEnd = edge is null || edge == (isForwards ? all.Count : 1);
        return new()
        {
            Items = items,
            LastSeq = all.Count,
            NextCursor = isEnd ? null : Query.Text(edge),
        };
    }

    private sealed class Handler(FakeServer server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            server.AnswerAsync(request, cancellationToken);
    }
}
