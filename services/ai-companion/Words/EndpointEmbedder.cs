using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Embeddings;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Community.Companion.Words;

/// <summary>
/// Embeds by an OpenAI-compatible endpoint: with a short time limit for requests that a user waits for, a longer one for many texts, and
/// one retry. While the endpoint is away it is not called at all.
/// </summary>
internal sealed class EndpointEmbedder : IEmbedder
{
    private static readonly TimeSpan Waited = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InBackground = TimeSpan.FromSeconds(20);
    private static readonly ResiliencePropertyKey<TimeSpan> Patience = new("patience");

    private readonly EmbeddingClient _client;
    private readonly EmbeddingGenerationOptions _asked;
    private readonly ResiliencePipeline _pipeline;

    public EndpointEmbedder(EmbeddingOptions options)
    {
        _client = new EmbeddingClient(
            options.Model,
            new ApiKeyCredential(options.ApiKey),
            new OpenAIClientOptions
            {
                Endpoint = options.Address,
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = InBackground,
            }
        );
        _asked = new EmbeddingGenerationOptions { Dimensions = options.AskedDimensions };
        Model = $"{options.Model}/{options.AskedDimensions?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "own"}";
        _pipeline = NewPipeline();
    }

    public string Model { get; }

    public async ValueTask<float[][]> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Patience, texts.Count == 1 ? Waited : InBackground);
        try
        {
            return await _pipeline.ExecuteAsync(async attempt => await AskAsync(texts, attempt.CancellationToken), context);
        }
        catch (Exception failure) when (IsAway(failure) || failure is ExecutionRejectedException)
        {
            throw new EmbeddingException($"{Model} could not be asked: {failure.Message}", failure);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<float[][]> AskAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        OpenAIEmbeddingCollection answer = await _client.GenerateEmbeddingsAsync(texts, _asked, cancellationToken);
        var vectors = answer.OrderBy(embedding => embedding.Index).Select(embedding => embedding.ToFloats().ToArray()).ToArray();
        if (vectors.Length != texts.Count || vectors.Any(vector => !UnitVector.Normalize(vector)))
        {
            throw new InvalidDataException($"{vectors.Length} vectors for {texts.Count} texts, or some without a direction.");
        }

        return vectors;
    }

    private static ResiliencePipeline NewPipeline()
    {
        var away = new PredicateBuilder().Handle<Exception>(failure => IsAway(failure) || failure is TimeoutRejectedException);
#pragma warning disable RS0030 // Vectors without a direction are asked for again, which no handler of HTTP can see: decision 0033.
        return new ResiliencePipelineBuilder()
#pragma warning restore RS0030
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = 1,
                    Delay = TimeSpan.FromMilliseconds(200),
                    UseJitter = true,
                    // A request that a user waits for is not retried after a timeout.
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(IsAway),
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    MinimumThroughput = 4,
                    BreakDuration = TimeSpan.FromSeconds(15),
                    ShouldHandle = away,
                }
            )
            .AddTimeout(
                new TimeoutStrategyOptions
                {
                    TimeoutGenerator = arguments => new(arguments.Context.Properties.GetValue(Patience, InBackground)),
                }
            )
            .Build();
    }

    private static bool IsAway(Exception failure) =>
        failure is ClientResultException or HttpRequestException or IOException or InvalidDataException;
}
