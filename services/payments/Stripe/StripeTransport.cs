using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Community.Payments.Stripe;

/// <summary>
/// Sends requests to Stripe and says what became of them: the answer, <see cref="StripeException"/> (refused) or
/// <see cref="StripeUnavailableException"/> (unknown).
/// <para>
/// What is tried again: a connection that failed, an attempt without an answer in time, 409 (the key is in use, or a lock was not had), 429
/// and 5xx; but <c>Stripe-Should-Retry</c> overrules the status either way (Stripe's docs, "Advanced error handling"). A POST always has an
/// idempotency key, the same in each attempt, so it is carried out once; GET and DELETE are idempotent by themselves.
/// </para>
/// <para>
/// One circuit for all calls of the process: while most attempts fail, calls end at once instead of holding requests for half a minute.
/// </para>
/// </summary>
internal sealed partial class StripeTransport
{
    public const string ClientName = "stripe";
    private const int MaxKeyLength = 255;
    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");

    private readonly IHttpClientFactory _clients;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline<StripeAnswer> _pipeline;

    public StripeTransport(IHttpClientFactory clients, IOptions<StripeOptions> options, TimeProvider clock, ILogger<StripeTransport> logger)
    {
        (_clients, _clock, _logger) = (clients, clock, logger);
        _pipeline = StripePipeline.Build(options.Value.Timings, clock, logger);
    }

    /// <exception cref="StripeException">Stripe refused.</exception>
    /// <exception cref="StripeUnavailableException">It is not known.</exception>
    public Task<T> GetAsync<T>(StripePath path, FormContent? query, CancellationToken cancellationToken)
        where T : IStripeObject<T> =>
        SendAsync(new(HttpMethod.Get, path, query?.ToString(), null, null), StripeJson.Read<T>, cancellationToken);

    /// <inheritdoc cref="GetAsync"/>
    public Task<T> PostAsync<T>(StripePath path, FormContent form, string idempotencyKey, CancellationToken cancellationToken)
        where T : IStripeObject<T>
    {
        CheckKey(idempotencyKey);
        return SendAsync(new(HttpMethod.Post, path, null, form.ToBytes(), idempotencyKey), StripeJson.Read<T>, cancellationToken);
    }

    /// <inheritdoc cref="GetAsync"/>
    public Task<T> DeleteAsync<T>(StripePath path, CancellationToken cancellationToken)
        where T : IStripeObject<T> =>
        SendAsync(new(HttpMethod.Delete, path, null, null, null), StripeJson.Read<T>, cancellationToken);

    /// <summary>One page of a list, and the id after which the next one starts.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<(IReadOnlyList<T> Items, string? Next)> GetPageAsync<T>(
        StripePath path, FormContent query, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, path, query.ToString(), null, null), json => ReadPage(json, read), cancellationToken);

    private static (IReadOnlyList<T> Items, string? Next) ReadPage<T>(JsonElement json, Func<JsonElement, T> read)
    {
        if (json.Text("object") != "list" || json.Find("data") is not { ValueKind: JsonValueKind.Array } data)
        {
            throw new JsonException("This is no list.");
        }

        var items = data.EnumerateArray().ToList();
        return ([.. items.Select(read)], json.Flag("has_more") && items.Count > 0 ? items[^1].NeededText("id") : null);
    }

    private async Task<T> SendAsync<T>(Call call, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(call, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw Failure(call.Operation, answer);
        }

        try
        {
            return read(JsonSerializer.Deserialize<JsonElement>(answer.Body));
        }
        catch (JsonException exception)
        {
            Log.NotUnderstood(_logger, call.Operation, answer.Status, answer.RequestId, exception.Message);
            throw Unavailable(call.Operation, "answered what cannot be understood", answer, exception);
        }
    }

    private async Task<StripeAnswer> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(call.Operation, cancellationToken);
        context.Properties.Set(StripePipeline.StartedAt, _clock.GetTimestamp());
        try
        {
            return await _pipeline.ExecuteAsync(
                static (context, state) => state.Transport.AttemptAsync(state.Call, context.CancellationToken),
                context,
                (Transport: this, Call: call));
        }
        catch (BrokenCircuitException exception)
        {
            throw Lost(call.Operation, "the circuit is open", exception, exception.RetryAfter);
        }
        catch (TimeoutRejectedException exception)
        {
            throw Lost(call.Operation, "no answer in time", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Lost(call.Operation, "the connection failed", exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<StripeAnswer> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        using var request = call.NewRequest();
        using var client = _clients.CreateClient(ClientName);
        using var response = await SendAsync(client, request, cancellationToken);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            Header(response, "Request-Id"),
            bool.TryParse(Header(response, "Stripe-Should-Retry"), out var should) ? should : null,
            RetryAfter(response.Headers.RetryAfter));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // the handler says so when connecting takes too long
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connecting took too long.", exception);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var pause = header?.Delta ?? header?.Date - _clock.GetUtcNow();
        return pause is { } value && value < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private Exception Failure(string operation, StripeAnswer answer)
    {
        if (answer.Status is < 400 or 429 or >= 500 || (answer.Status == 409 && answer.ShouldRetry != false))
        {
            Log.Unanswered(_logger, operation, $"{answer.Status} {answer.Error?.Text("code")}", answer.RequestId);
            return Unavailable(operation, $"answered {answer.Status}", answer);
        }

        var refusal = StripeException.Of(operation, answer);
        Log.Refused(_logger, operation, answer.Status, refusal.Type, refusal.Code, refusal.DeclineCode, refusal.Param, refusal.RequestId);
        return refusal;
    }

    private StripeUnavailableException Lost(string operation, string why, Exception cause, TimeSpan? retryAfter = null)
    {
        Log.Unanswered(_logger, operation, why, requestId: null);
        return new($"It is not known what Stripe made of {operation}: {why}", cause) { RetryAfter = retryAfter };
    }

    private static StripeUnavailableException Unavailable(string operation, string why, StripeAnswer answer, Exception? cause = null) =>
        new($"It is not known what Stripe made of {operation}: it {why} ({answer.RequestId})", new HttpRequestException(why, cause))
        {
            HttpStatus = answer.Status,
            RequestId = answer.RequestId,
            RetryAfter = answer.RetryAfter,
        };

    /// <exception cref="ArgumentException">Stripe takes keys of 1 to 255 characters; as a header they are ASCII.</exception>
    private static void CheckKey(string key)
    {
        if (key.Length is 0 or > MaxKeyLength || key.Any(character => character is <= ' ' or > '~'))
        {
            throw new ArgumentException("An idempotency key has 1 to 255 visible ASCII characters.", nameof(key));
        }
    }

    private sealed record Call(HttpMethod Method, StripePath Path, string? Query, byte[]? Body, string? IdempotencyKey)
    {
        public string Operation { get; } = $"{Method} {Path.Route}";

        // anew for each attempt: a request can be sent once
        public HttpRequestMessage NewRequest()
        {
            var target = string.IsNullOrEmpty(Query) ? Path.Url : $"{Path.Url}?{Query}";
            var request = new HttpRequestMessage(Method, new Uri(target, UriKind.Relative));
            if (Body is not null)
            {
                request.Content = new ByteArrayContent(Body) { Headers = { ContentType = FormType } };
            }

            if (IdempotencyKey is not null)
            {
                request.Headers.Add("Idempotency-Key", IdempotencyKey);
            }

            return request;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Stripe refused {Operation}: {Status} {Type} {Code} {DeclineCode}, parameter {Param} ({RequestId})")]
        public static partial void Refused(
            ILogger logger, string operation, int status, string? type, string? code, string? declineCode, string? param, string? requestId);

        [LoggerMessage(2, LogLevel.Warning, "It is not known what Stripe made of {Operation}: {Reason} ({RequestId})")]
        public static partial void Unanswered(ILogger logger, string operation, string reason, string? requestId);

        [LoggerMessage(3, LogLevel.Error, "Stripe's answer to {Operation} cannot be understood: {Status}, {Reason} ({RequestId})")]
        public static partial void NotUnderstood(ILogger logger, string operation, int status, string? requestId, string reason);
    }
}

/// <summary>Where something is in the API.</summary>
/// <param name="Url">Its path.</param>
/// <param name="Route">The same without ids, for logs.</param>
internal sealed record StripePath(string Url, string Route)
{
    /// <summary><c>/v1/resource</c></summary>
    public static StripePath Of(string resource) => new($"/v1/{resource}", $"/v1/{resource}");

    /// <summary><c>/v1/resource/id[/action]</c></summary>
    /// <exception cref="ArgumentException">That is no id: it would be another address.</exception>
    public static StripePath Of(string resource, string id, string? action = null)
    {
        if (id.Length is 0 or > 255 || !id.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
        {
            throw new ArgumentException("An id of Stripe's has 1 to 255 letters, digits, _ and -.", nameof(id));
        }

        var end = action is null ? "" : $"/{action}";
        return new(string.Create(CultureInfo.InvariantCulture, $"/v1/{resource}/{id}{end}"), $"/v1/{resource}/{{id}}{end}");
    }
}
