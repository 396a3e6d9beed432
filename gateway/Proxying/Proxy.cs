using System.Net;
using Community.Gateway.Headers;
using Community.Gateway.Limits;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace Community.Gateway.Proxying;

/// <summary>Forwards the requests of one route, and answers failures with a problem.</summary>
internal sealed partial class Proxy(
    IHttpForwarder forwarder,
    ServiceClient client,
    RequestTimeout timeout,
    LongLivedRequests longLived,
    ILogger<Proxy> logger,
    ServiceInstances service,
    Route route
)
{
    private static readonly TimeSpan HubSilence = TimeSpan.FromHours(24);

    private readonly ForwardedRequest _transformer = new(
        route.AtRoot ? Routes.Api : "",
        setsCookies: route.Service == SessionCookies.Service
    );
    private readonly (ForwarderRequestConfig Http2, ForwarderRequestConfig Http1) _limited = Configs(timeout.Silence);
    private readonly (ForwarderRequestConfig Http2, ForwarderRequestConfig Http1) _longLived = Configs(
        route.IsHub ? HubSilence : timeout.StreamSilence
    );

    public Task ForwardAsync(HttpContext context) =>
        IsLongLived(context.Request) ? ForwardLongLivedAsync(context) : ForwardAsync(context, _limited);

    private async Task ForwardLongLivedAsync(HttpContext context)
    {
        using var entered = longLived.Enter(context);
        await ForwardAsync(context, _longLived);
    }

    private async Task ForwardAsync(HttpContext context, (ForwarderRequestConfig Http2, ForwarderRequestConfig Http1) configs)
    {
        var destination = service.Pick();
        if (destination is null)
        {
            await Refusal.UnavailableAsync(context, service.Name);
            return;
        }
        if (HasBody(context.Request))
        {
            context.Request.Body = new WatchedBody(context.Request.Body);
        }
        ForwarderError error;
        using (destination.Enter())
        {
            error = await SendToAsync(destination, context, configs);
        }
        if (error != ForwarderError.None)
        {
            await RepeatOrExplainAsync(error, destination, context, configs);
        }
    }

    private async Task RepeatOrExplainAsync(
        ForwarderError error,
        Destination destination,
        HttpContext context,
        (ForwarderRequestConfig Http2, ForwarderRequestConfig Http1) configs
    )
    {
        NoteFailure(error, destination, context);
        if (MayRepeat(error, context) && service.Pick(destination) is { } other)
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            using (other.Enter())
            {
                error = await SendToAsync(other, context, configs);
            }
            NoteFailure(error, other, context);
        }
        if (error != ForwarderError.None && !context.Response.HasStarted)
        {
            await ExplainAsync(error, context);
        }
    }

    private ValueTask<ForwarderError> SendToAsync(
        Destination destination,
        HttpContext context,
        (ForwarderRequestConfig Http2, ForwarderRequestConfig Http1) configs
    ) =>
        forwarder.SendAsync(
            context,
            destination.Prefix,
            client.For(destination),
            destination.Version.Major == 2 ? configs.Http2 : configs.Http1,
            _transformer
        );

    private void NoteFailure(ForwarderError error, Destination destination, HttpContext context)
    {
        if (IsUnsent(error, context))
        {
            service.ConnectionFailed(destination);
        }
    }

    private async Task ExplainAsync(ForwarderError error, HttpContext context)
    {
        var exception = context.GetForwarderErrorFeature()?.Exception;
        // Only where the client's body could not be read: other failures have the exceptions of the service's connection.
        if (
            error == ForwarderError.RequestBodyClient
                ? await DepartedClient.CausedAsync(exception, context)
                : context.RequestAborted.IsCancellationRequested
        )
        {
            // No client gets the answer; the status is for metrics and traces.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        if (FindBadRequest(exception) is { } bad)
        {
            Refusal.LastOfConnection(context);
            await Refusal.WriteAsync(context, bad.StatusCode);
            return;
        }
        switch (error)
        {
            // The probe logs this once, not for every request.
            case ForwarderError.Request or ForwarderError.RequestTimedOut when IsUnsent(error, context):
                await Refusal.UnavailableAsync(context, service.Name);
                break;
            // Not RequestBodyCanceled: the client is still there, so the service broke off while it was sent the body.
            case ForwarderError.RequestBodyClient:
                await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest);
                break;
            case ForwarderError.RequestTimedOut:
                Log.NoAnswer(logger, context.Request.Method, route.Prefix, service.Name, "did not answer in time", context.TraceIdentifier);
                await Refusal.TimedOutAsync(context, service.Name);
                break;
            default:
                Log.NoAnswer(logger, context.Request.Method, route.Prefix, service.Name, "broke off", context.TraceIdentifier);
                await Refusal.BrokenOffAsync(context, service.Name);
                break;
        }
    }

    // Kestrel's own refusals of a body (413 too large, 408 too slow, 400 malformed) are thrown while the body is being copied.
    private static BadHttpRequestException? FindBadRequest(Exception? exception)
    {
        for (
            ;
            exception is not null;
            exception = exception is AggregateException { InnerExceptions: [_, ..] all }
                    ? all.Select(FindBadRequest).FirstOrDefault(found => found is not null)
                    : exception.InnerException
        )
        {
            if (exception is BadHttpRequestException bad)
            {
                return bad;
            }
        }
        return null;
    }

    // Without a connection in time, the forwarder speaks of a time limit.
    private static bool IsUnsent(ForwarderError error, HttpContext context) =>
        error is ForwarderError.Request or ForwarderError.RequestTimedOut && Unsent.Is(context.GetForwarderErrorFeature()?.Exception);

    // Any request that no service received may be sent again, as long as its body is whole. RFC 9110 section 9.2.2: a safe one also if the
    // connection broke before an answer.
    private static bool MayRepeat(ForwarderError error, HttpContext context) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && (
            IsUnsent(error, context)
                ? context.Request.Body is not WatchedBody { IsRead: true }
                : error == ForwarderError.Request && IsSafe(context.Request) && !HasBody(context.Request)
        );

    private static bool IsSafe(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;

    private bool IsLongLived(HttpRequest request) =>
        route.IsHub
        || route.IsStream && request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static (ForwarderRequestConfig, ForwarderRequestConfig) Configs(TimeSpan activityTimeout) =>
        (Config(HttpVersion.Version20, activityTimeout), Config(HttpVersion.Version11, activityTimeout));

    private static ForwarderRequestConfig Config(Version version, TimeSpan activityTimeout) =>
        new()
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = activityTimeout,
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Method} {Prefix}: {Service} {What} (request {RequestId})")]
        public static partial void NoAnswer(ILogger logger, string method, string prefix, string service, string what, string requestId);
    }
}
