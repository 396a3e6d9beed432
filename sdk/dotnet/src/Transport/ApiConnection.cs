using System.Net.Http.Headers;
using System.Text.Json;

namespace Community.Sdk.Transport;

/// <summary>A request, before its token and its attempts.</summary>
internal sealed record Call(string Verb, string Path)
{
    public RequestBody? Body { get; init; }

    public bool TakesKey { get; init; }

    /// <summary>Whether a second attempt cannot have a second effect. Null: by the verb, or by the key.</summary>
    public bool? IsRepeatable { get; init; }

    /// <summary>Whether no token is sent.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether it also works without a token.</summary>
    public bool IsOpen { get; init; }

    public string Accept { get; init; } = "application/json";

    public string? LastEventId { get; init; }
}

/// <summary>The tokens that an answer gives.</summary>
internal readonly record struct SessionGrant(string AccessToken, string? RefreshToken, int? ExpiresIn, Guid? UserId);

/// <summary>
/// One logical call: attempts, retries, time limits, the token. All that goes to the API over HTTP goes through it. It has no state and is
/// used by many calls at once.
/// </summary>
internal sealed class ApiConnection
{
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(8);
    private static readonly string UserAgent = $"Community.Sdk/{typeof(ApiConnection).Assembly.GetName().Version?.ToString(3)}";

    private readonly HttpClient _http;

    public ApiConnection(HttpClient http, CommunityOptions options, Session session)
    {
        (_http, Options, Session) = (http, options, session);
        BaseUrl = options.BaseUrl?.ToString().TrimEnd('/') ?? throw new ArgumentException("BaseUrl is missing.", nameof(options));
    }

    public CommunityOptions Options { get; }

    public Session Session { get; }

    public string BaseUrl { get; }

    public TimeProvider Time => Options.TimeProvider;

    public Task<T> SendAsync<T>(
        Operation<T> operation,
        IReadOnlyList<string> segments,
        Query? query,
        RequestBody? body,
        CallOptions? options,
        CancellationToken cancellationToken
    ) => SendAsync(CallOf(operation, segments, query, body), operation.Answer.Read, options, cancellationToken);

    public Task SendAsync(
        Operation operation,
        IReadOnlyList<string> segments,
        Query? query,
        RequestBody? body,
        CallOptions? options,
        CancellationToken cancellationToken
    ) => SendAsync(CallOf(operation, segments, query, body), static (_, _) => Task.FromResult(true), options, cancellationToken);

    /// <summary>A call whose answer has tokens: the session takes them.</summary>
    public async Task<T> SendAsync<T>(
        Operation<T> operation,
        IReadOnlyList<string> segments,
        Query? query,
        RequestBody? body,
        Func<T, SessionGrant> grant,
        CallOptions? options,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendAsync(operation, segments, query, body, options, cancellationToken).ConfigureAwait(false);
        await Session.AcceptAsync(grant(answer), cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>A call after which there is no session.</summary>
    public async Task EndSessionAsync(
        Operation operation,
        IReadOnlyList<string> segments,
        Query? query,
        RequestBody? body,
        CallOptions? options,
        CancellationToken cancellationToken
    )
    {
        await SendAsync(operation, segments, query, body, options, cancellationToken).ConfigureAwait(false);
        await Session.ClearAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<Download> DownloadAsync(
        Operation<Download> operation,
        IReadOnlyList<string> segments,
        Query? query,
        CallOptions? options,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            CallOf(operation, segments, query, body: null) with
            {
                Accept = "*/*",
            },
            static (response, _) => Task.FromResult(new Download(response)),
            options,
            cancellationToken
        );

    public async Task<T> SendAsync<T>(
        Call call,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CallOptions? options,
        CancellationToken cancellationToken
    )
    {
        var key = call.TakesKey ? options?.IdempotencyKey ?? Ids.New() : null;
        var canRepeat = call.Body?.CanRepeat ?? true;
        var isRepeatable = canRepeat && (call.IsRepeatable ?? (call.TakesKey || call.Verb is "GET" or "PUT" or "DELETE"));
        var mostRetries = options?.MaxRetries ?? Options.MaxRetries;
        string? renewed = null;
        for (var attempt = 0; ; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = renewed ?? await TokenAsync(call, cancellationToken).ConfigureAwait(false);
            try
            {
                return await AttemptAsync(call, token, key, read, options, cancellationToken).ConfigureAwait(false);
            }
            catch (UnauthorizedException) when (token is { Length: > 0 } && renewed is null && canRepeat && Session.CanRenew)
            {
                renewed = await RenewAsync(call, token, cancellationToken).ConfigureAwait(false);
            }
            catch (CommunityException failure) when (attempt < mostRetries && Delay(failure, attempt, isRepeatable, canRepeat) is not null)
            {
                var delay = Delay(failure, attempt++, isRepeatable, canRepeat)!.Value;
                await Task.Delay(delay, Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Call CallOf(Operation operation, IReadOnlyList<string> segments, Query? query, RequestBody? body) =>
        new(operation.Verb, $"{ApiPath.Of(operation, segments)}{query}")
        {
            Body = body,
            TakesKey = operation.TakesKey,
            IsRepeatable = operation.TakesClientId ? true : null,
            IsOpen = operation.IsOpen,
            // A login carries no token: an old one could be refused.
            IsAnonymous = operation.IsOpen && operation.Path.StartsWith("/auth/", StringComparison.Ordinal),
        };

    private async Task<string?> TokenAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.IsAnonymous)
        {
            return null;
        }

        try
        {
            return await Session.TokenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException) when (call.IsOpen)
        {
            // Public operations are not refused to a user whose session has ended.
            return null;
        }
    }

    /// <summary>Another token; an empty one goes on without.</summary>
    private async Task<string> RenewAsync(Call call, string refused, CancellationToken cancellationToken)
    {
        try
        {
            return await Session.RenewAsync(refused, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException) when (call.IsOpen)
        {
            return "";
        }
    }

    /// <summary>The time until the next attempt; null: there is none.</summary>
    private TimeSpan? Delay(CommunityException failure, int attempt, bool isRepeatable, bool canRepeat)
    {
        var backOff = Timing.BackOff(attempt, Options.RetryDelay, MostBackOff);
        if (failure is ConnectionFailedException)
        {
            return isRepeatable ? backOff : null;
        }

        if (failure is not ApiException refused)
        {
            return null;
        }

        // A 429 had no effect, so that it is repeated without a key too.
        var mayRepeat =
            (refused.Status == 429 && canRepeat)
            || (isRepeatable && (refused.Status >= 500 || (refused.Status == 409 && refused.Reason == Models.Reason.IdempotencyKeyInUse)));
        var wait = refused.RetryAfter ?? TimeSpan.Zero;
        return mayRepeat && wait <= Options.MaxRetryAfter ? wait + backOff : null;
    }

    private async Task<T> AttemptAsync<T>(
        Call call,
        string? token,
        string? key,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CallOptions? options,
        CancellationToken cancellationToken
    )
    {
        var timeout = options?.Timeout ?? Options.Timeout;
        using var timer = new CancellationTokenSource(timeout, Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        HttpResponseMessage? response = null;
        var isHandedOver = false;
        try
        {
            using var request = Request(call, token, key, options);
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
                throw new Refusal((int)response.StatusCode, body, Refusal.Wait(response.Headers.RetryAfter, Time)).ToException();
            }

            var answer = await read(response, limit.Token).ConfigureAwait(false);
            isHandedOver = answer is Download or HttpResponseMessage;
            return answer;
        }
        catch (OperationCanceledException ended) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimedOutException($"No answer came from {BaseUrl} within {timeout}.", ended);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectionFailedException($"No whole answer came from {BaseUrl}.", failure);
        }
        catch (JsonException failure)
        {
            throw new CommunityException($"The answer to {call.Verb} {call.Path} is not what this version of the SDK expects.", failure);
        }
        finally
        {
            if (!isHandedOver)
            {
                response?.Dispose();
            }
        }
    }

    private HttpRequestMessage Request(Call call, string? token, string? key, CallOptions? options)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Verb), new Uri(BaseUrl + call.Path))
        {
            Content = call.Body?.Create(options),
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Accept", call.Accept);
        foreach (var (name, value) in Options.Headers.Concat(options?.Headers ?? new Dictionary<string, string>(0, StringComparer.Ordinal)))
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }

        if (key is not null)
        {
            headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (call.LastEventId is { Length: > 0 } last)
        {
            headers.TryAddWithoutValidation("Last-Event-ID", last);
        }

        if (token is { Length: > 0 })
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }
}
