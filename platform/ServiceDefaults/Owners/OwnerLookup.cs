using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Community.ServiceDefaults.Owners;

/// <summary>
/// Asks the service that owns a fact, for a reader whose projection has not caught up: a projection must not look like a refusal. A
/// short time, a retry and a circuit breaker for each owner; an owner that is away knows nothing, and what the reader has stands.
/// </summary>
public sealed partial class OwnerLookup(IHttpClientFactory clients, ILogger<OwnerLookup> logger)
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> _pipelines = new(StringComparer.Ordinal);

    /// <summary>What the owner answers; null where it answers anything but 200, or not in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<T?> FindAsync<T>(string owner, string path, CancellationToken cancel = default)
        where T : class =>
        (await AskAsync<T>(owner, path, cancel)).Found;

    /// <summary>What the owner answers, told apart from that it is away.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Found is null where there is no such thing (404), and where the owner is away: it did not answer in time, or with another status.</returns>
    public async Task<(bool IsAway, T? Found)> AskAsync<T>(string owner, string path, CancellationToken cancel = default)
        where T : class
    {
        var pipeline = _pipelines.GetOrAdd(owner, static _ => NewPipeline());
        try
        {
            using var answer = await pipeline.ExecuteAsync(
                async stop => await clients.CreateClient(owner).GetAsync(new Uri(path, UriKind.Relative), stop), cancel);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (false, await answer.Content.ReadFromJsonAsync<T>(ServiceJson.Options, cancel)),
                HttpStatusCode.NotFound => (false, null),
                _ => (true, null),
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or ExecutionRejectedException && !cancel.IsCancellationRequested)
        {
            LogAway(owner, path.Split('?')[0], failure.Message);
            return (true, null);
        }
    }

    /// <summary>Tells the owner something that it may be told twice; false where it does not take it, or not in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<bool> TellAsync<T>(string owner, string path, T body, CancellationToken cancel = default)
    {
        var pipeline = _pipelines.GetOrAdd(owner, static _ => NewPipeline());
        try
        {
            using var answer = await pipeline.ExecuteAsync(
                async stop => await clients.CreateClient(owner).PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ServiceJson.Options, stop), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or ExecutionRejectedException && !cancel.IsCancellationRequested)
        {
            LogAway(owner, path, failure.Message);
            return false;
        }
    }

    private static ResiliencePipeline<HttpResponseMessage> NewPipeline()
    {
        var failures = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(answer => (int)answer.StatusCode >= 500);
        return new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = failures,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                MinimumThroughput = 10,
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = failures,
            })
            .AddTimeout(TimeSpan.FromSeconds(2))
            .Build();
    }

    [LoggerMessage(1, LogLevel.Warning, "{Owner} could not be asked for {Path}: {Reason}")]
    private partial void LogAway(string owner, string path, string reason);
}

/// <summary>Adds the services that are asked.</summary>
public static class OwnerLookupExtensions
{
    /// <summary>Lets this service ask those, by the fleet's credential; their addresses are <c>services:NAME:http:0</c>.</summary>
    public static IServiceCollection AddOwnerLookup(this IServiceCollection services, params IEnumerable<string> owners)
    {
        foreach (var owner in owners)
        {
            services.AddFleetClient(owner);
        }

        services.TryAddSingleton<OwnerLookup>();
        return services;
    }
}
