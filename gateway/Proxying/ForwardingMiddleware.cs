using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Community.Gateway.Proxying;

/// <summary>
/// The first step of the proxy's pipeline. It repeats a safe request on another instance if the connection broke before an answer, answers
/// failures with a problem, and ends long-lived requests when the gateway stops.
/// </summary>
internal sealed partial class ForwardingMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime, ILogger<ForwardingMiddleware> log)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<LongLived>() is null ? ForwardAsync(context) : ForwardLongLivedAsync(context);

    private async Task ForwardLongLivedAsync(HttpContext context)
    {
        // Long-lived connections end here, because the stop would wait for them; their clients reconnect to another instance.
        await using var ending = lifetime.ApplicationStopping.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        await ForwardAsync(context);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is not { } failure)
        {
            return;
        }

        if (failure.Error == ForwarderError.Request && IsRepeatable(context) && OfferToOthers(context.GetReverseProxyFeature(), failure.Exception))
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            await next(context);
        }

        if (context.GetForwarderErrorFeature() is { } last && !context.Response.HasStarted)
        {
            await ExplainAsync(context, last);
        }
    }

    /// <summary>
    /// Offers the request to the instances that did not just fail. It is offered to the same one again only if no other is available, and not
    /// if that one of several refused the connection.
    /// </summary>
    private static bool OfferToOthers(IReverseProxyFeature proxy, Exception? failure)
    {
        var available = proxy.Route.Cluster!.DestinationsState.AvailableDestinations;
        var others = available.Where(instance => instance != proxy.ProxiedDestination).ToList();
        var isRefused = ServiceClient.NothingWasSent(failure) && proxy.AllDestinations.Count > 1;
        proxy.AvailableDestinations = others.Count > 0 || isRefused ? others : available;
        return proxy.AvailableDestinations.Count > 0;
    }

    private Task ExplainAsync(HttpContext context, IForwarderErrorFeature failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        if (FindBadRequest(failure.Exception) is { } bad)
        {
            Refusal.LastOfConnection(context);
            return Refusal.Write(context, bad.StatusCode);
        }

        var route = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Route>();
        switch (failure.Error)
        {
            // The proxy logs once that an instance is away, not for every request.
            case ForwarderError.NoAvailableDestinations:
            case ForwarderError.Request when ServiceClient.NothingWasSent(failure.Exception):
                return Refusal.Unavailable(context, route.Service);
            case ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled:
                return Refusal.Write(context, StatusCodes.Status400BadRequest);
            case ForwarderError.RequestTimedOut:
                Log.NoAnswer(log, context.Request.Method, route.Prefix, route.Service, "did not answer in time", context.TraceIdentifier);
                return Refusal.TimedOut(context, route.Service);
            default:
                Log.NoAnswer(log, context.Request.Method, route.Prefix, route.Service, "broke off", context.TraceIdentifier);
                return Refusal.BrokenOff(context, route.Service);
        }
    }

    // Kestrel's own refusals of a body (413 too large, 408 too slow, 400 malformed) are thrown while the body is being copied.
    private static BadHttpRequestException? FindBadRequest(Exception? exception)
    {
        for (; exception is not null; exception = exception is AggregateException { InnerExceptions: [_, ..] all }
            ? all.Select(FindBadRequest).FirstOrDefault(found => found is not null)
            : exception.InnerException)
        {
            if (exception is BadHttpRequestException bad)
            {
                return bad;
            }
        }

        return null;
    }

    // RFC 9110 section 9.2.2: a safe request may be repeated automatically if the connection broke before an answer.
    private static bool IsRepeatable(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && context.Request.ContentLength is null or 0 && context.Request.Headers.TransferEncoding.Count == 0;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Method} {Prefix}: {Service} {What} (request {RequestId})")]
        public static partial void NoAnswer(ILogger log, string method, string prefix, string service, string what, string requestId);
    }
}

/// <summary>Marks an endpoint whose answers last: a hub, or an event stream.</summary>
internal sealed class LongLived;
