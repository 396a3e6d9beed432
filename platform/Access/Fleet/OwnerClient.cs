using System.Net;
using System.Net.Http.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Community.Platform.Access.Fleet;

/// <summary>
/// Asks the service that owns a fact, for a reader whose projection may lag behind: a late projection must not cause a refusal. Each owner
/// has a short time limit, retries and a circuit breaker, in the handlers of its named HttpClient. If the owner is away, the reader uses
/// its own data (<see cref="FindAsync{T}"/>), or says that it cannot answer (<see cref="RequireAsync{T}"/>).
/// </summary>
public sealed partial class OwnerClient(IHttpClientFactory clients, ILogger<OwnerClient> logger)
{
    /// <summary>Retry-After of a 503.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>The owner's answer; null if its status is not 200, or it does not come in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerClientExtensions.AddOwnerClient"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T?> FindAsync<T>(string owner, string path, CancellationToken cancellationToken = default)
        where T : class => (await AskAsync<T>(owner, path, cancellationToken)).Found;

    /// <summary>
    /// The owner's answer, for a reader that would otherwise refuse: an owner that is away must not look like one that has no such thing.
    /// </summary>
    /// <param name="owner">The service, added by <see cref="OwnerClientExtensions.AddOwnerClient"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null for 404.</returns>
    /// <exception cref="ProblemException">503: the owner is away.</exception>
    public async Task<T?> RequireAsync<T>(string owner, string path, CancellationToken cancellationToken = default)
        where T : class
    {
        var (isAway, found) = await AskAsync<T>(owner, path, cancellationToken);
        return isAway ? throw Away() : found;
    }

    /// <summary>503: an owner is away, and without its answer there is none.</summary>
    public static ProblemException Away() => Problem.PartAway(Soon).ToException();

    /// <summary>The owner's answer, and whether the owner is away.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerClientExtensions.AddOwnerClient"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Found is null for 404, and where the owner is away, that is, it did not answer in time or answered another status.
    /// </returns>
    public async Task<(bool IsAway, T? Found)> AskAsync<T>(string owner, string path, CancellationToken cancellationToken = default)
        where T : class
    {
        try
        {
            using var client = clients.CreateClient(OwnerClientExtensions.ClientNameOf(owner));
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (false, await answer.Content.ReadFromJsonAsync<T>(ServiceJson.Options, cancellationToken)),
                HttpStatusCode.NotFound => (false, null),
                _ => (true, null),
            };
        }
        catch (Exception failure)
            when (failure is HttpRequestException or ExecutionRejectedException && !cancellationToken.IsCancellationRequested)
        {
            Log.Away(logger, owner, path.Split('?')[0], failure.Message);
            return (true, null);
        }
    }

    /// <summary>A file of the owner; null if its status is not 200, or it does not come in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerClientExtensions.AddOwnerClient"/>.</param>
    /// <param name="path">Below its address, such as <c>/api/v1/users/{id}/picture</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The whole file, at most 32 MiB.</returns>
    public async Task<byte[]?> FindBytesAsync(string owner, string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = clients.CreateClient(OwnerClientExtensions.ClientNameOf(owner));
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsByteArrayAsync(cancellationToken) : null;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or ExecutionRejectedException && !cancellationToken.IsCancellationRequested)
        {
            Log.Away(logger, owner, path.Split('?')[0], failure.Message);
            return null;
        }
    }

    /// <summary>Sends the owner an idempotent request; false if the owner refuses it or does not answer in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerClientExtensions.AddOwnerClient"/>.</param>
    /// <param name="path">Below its address.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> SendAsync<T>(string owner, string path, T body, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = clients.CreateClient(OwnerClientExtensions.ClientNameOf(owner));
            using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ServiceJson.Options, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or ExecutionRejectedException && !cancellationToken.IsCancellationRequested)
        {
            Log.Away(logger, owner, path, failure.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Owner} could not be asked for {Path}: {Reason}")]
        public static partial void Away(ILogger logger, string owner, string path, string reason);
    }
}

/// <summary>Registers the owners for lookups.</summary>
public static class OwnerClientExtensions
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    /// <summary>
    /// Lets this service ask these owners, with the fleet's credential; their addresses are <c>services:NAME:http:N</c>. It may be called
    /// repeatedly.
    /// </summary>
    public static IServiceCollection AddOwnerClient(this IServiceCollection services, params IEnumerable<string> owners)
    {
        foreach (var owner in owners)
        {
            services.AddFleetClient(owner);
            // A second resilience handler would make nine retries of three.
            if (
                !services.Any(service =>
                    service.IsKeyedService && service.ServiceType == typeof(AddedOwner) && owner.Equals(service.ServiceKey)
                )
            )
            {
                services.AddKeyedSingleton<AddedOwner>(owner).AddClient(owner);
            }
        }

        services.TryAddSingleton<OwnerClient>();
        return services;
    }

    internal static string ClientNameOf(string owner) => $"{owner}-lookup";

    private static void AddClient(this IServiceCollection services, string owner)
    {
        var client = services
            .AddServiceClient(ClientNameOf(owner), owner)
            .ConfigureHttpClient(FleetClients.SendCredential)
            // The pipeline limits the time and the number of attempts.
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan);
        client.AddResilienceHandler("lookup", Configure);
        client.AddHttpMessageHandler(() => new WholeAnswerHandler(MaxAnswerBytes));
    }

    // An attempt has 2 s. An attempt without an answer is not repeated, because a request waits for it. It counts as a failure for the
    // circuit breaker.
    private static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) =>
        pipeline
            .AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 2,
                    Delay = TimeSpan.FromMilliseconds(100),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldRetryAfterHeader = false,
                    ShouldHandle = args =>
                        new(
                            args.Outcome
                                is { Exception: HttpRequestException }
                                    or { Result.StatusCode: >= HttpStatusCode.InternalServerError }
                        ),
                }
            )
            .AddCircuitBreaker(
                new HttpCircuitBreakerStrategyOptions
                {
                    // One slow answer of ten, after a pause of the owner, is not its absence.
                    FailureRatio = 0.5,
                    MinimumThroughput = 10,
                    BreakDuration = TimeSpan.FromSeconds(5),
                    ShouldHandle = args =>
                        new(
                            args.Outcome
                                is { Exception: HttpRequestException or TimeoutRejectedException }
                                    or { Result.StatusCode: >= HttpStatusCode.InternalServerError }
                        ),
                }
            )
            .AddTimeout(TimeSpan.FromSeconds(2));

    /// <summary>Marks that an owner's client is registered.</summary>
    private sealed class AddedOwner;
}
