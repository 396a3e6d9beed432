using System.Net;
using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.ServiceDefaults.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Community.Payments.Orders;

/// <summary>
/// Asks the sellers for an order that the bus has not brought. The answer opens the order here, so that it is asked once; a seller
/// that is away is passed over.
/// </summary>
internal sealed partial class SellerOrders(
    IServiceScopeFactory scopes, IHttpClientFactory clients, PaymentOptions options, TimeProvider clock, ILogger<SellerOrders> logger)
{
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(answer => (int)answer.StatusCode >= 500),
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            MinimumThroughput = 10,
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(answer => (int)answer.StatusCode >= 500),
        })
        .AddTimeout(TimeSpan.FromSeconds(2))
        .Build();

    /// <summary>Whether one of the sellers knew the order; it is open here then.</summary>
    public async Task<bool> BringAsync(Guid userId, Guid? orderId, Guid? productId, CancellationToken cancel)
    {
        foreach (var seller in options.Sellers)
        {
            if (await AskAsync(seller, userId, orderId, productId, cancel) is { } requested && requested.UserId == userId)
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
                return await db.InTransactionAsync(async () =>
                {
                    await db.OpenAsync(requested, clock.GetUtcNow());
                    return true;
                });
            }
        }

        return false;
    }

    private async Task<PaymentRequested?> AskAsync(string seller, Guid userId, Guid? orderId, Guid? productId, CancellationToken cancel)
    {
        var query = orderId is { } id ? $"order_id={id}" : $"product_id={productId}";
        try
        {
            using var answer = await _pipeline.ExecuteAsync(
                async stop => await clients.CreateClient(seller).GetAsync(new Uri($"/internal/orders?user_id={userId}&{query}", UriKind.Relative), stop), cancel);
            return answer.StatusCode == HttpStatusCode.OK
                ? await answer.Content.ReadFromJsonAsync<PaymentRequested>(ServiceJson.Options, cancel)
                : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or ExecutionRejectedException && !cancel.IsCancellationRequested)
        {
            LogAway(seller, failure.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Seller} could not be asked for an order: {Reason}")]
    private partial void LogAway(string seller, string reason);
}
