using System.ClientModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Community.Companion.Conversation.Model;

/// <summary>
/// The configured model, if there is one. Until the first words of an answer have come, a request is retried within its time limit. A model
/// that keeps failing is not asked for a while. The caller handles a later failure, because the first words may have been shown.
/// </summary>
internal sealed class CompanionModel(IChatClient? client, ModelOptions options)
{
    private readonly ResiliencePipeline<Begun> _pipeline = NewPipeline(options);

    public bool IsOn => client is not null;

    public string Name => options.Name;

    public float Temperature => options.Temperature;

    public int MaxTokens => options.MaxTokens;

    /// <summary>The answer, in pieces as they come; one of the last has the reason of its end.</summary>
    /// <param name="context">The system prompt and the messages, in order.</param>
    /// <param name="cancellationToken">The answer is no longer needed.</param>
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var begun = await _pipeline.ExecuteAsync(async stop => await BeginAsync(context, cancellationToken, stop), cancellationToken);
        await using var ended = begun;
        begun.Whole.CancelAfter(options.Timeout);
        for (var isMore = begun.HasText; isMore; isMore = await begun.Updates.MoveNextAsync())
        {
            yield return begun.Updates.Current;
        }
    }

    /// <summary>Sends the request, and waits for the first words.</summary>
    private async Task<Begun> BeginAsync(IReadOnlyList<ChatMessage> context, CancellationToken cancellationToken, CancellationToken stop)
    {
        var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var updates = client!
            .GetStreamingResponseAsync(
                context,
                new() { Temperature = options.Temperature, MaxOutputTokens = options.MaxTokens },
                whole.Token
            )
            .GetAsyncEnumerator(CancellationToken.None);
        var begun = new Begun(updates, whole);
        try
        {
            // The attempt's token ends with the attempt: the stream lives longer.
            await using var _ = stop.Register(whole.Cancel);
            while (await updates.MoveNextAsync())
            {
                if (updates.Current.Text.Length > 0)
                {
                    return begun with { HasText = true };
                }
            }

            return begun;
        }
        catch
        {
            await begun.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

#pragma warning disable RS0030 // An answer that has begun is repeated only before its first words: decision 0033.
    private static ResiliencePipeline<Begun> NewPipeline(ModelOptions options) =>
        new ResiliencePipelineBuilder<Begun>()
            .AddTimeout(options.Timeout)
            .AddRetry(
                new RetryStrategyOptions<Begun>
                {
                    MaxRetryAttempts = 2,
                    Delay = TimeSpan.FromMilliseconds(200),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = new PredicateBuilder<Begun>().Handle<Exception>(failure =>
                        failure is not OperationCanceledException && IsPassing(failure)
                    ),
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<Begun>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = options.BreakAfter,
                    BreakDuration = TimeSpan.FromSeconds(15),
                    ShouldHandle = new PredicateBuilder<Begun>().Handle<Exception>(failure => failure is not OperationCanceledException),
                }
            )
            // Half of the time, so that a request that hangs can be retried once.
            .AddTimeout(options.Timeout / 2)
            .Build();
#pragma warning restore RS0030

    /// <summary>
    /// Whether the same request may succeed a moment later. A refusal of the endpoint (a wrong key, an unknown model) would be repeated.
    /// </summary>
    private static bool IsPassing(Exception failure) =>
        failure switch
        {
            BrokenCircuitException => false,
            ClientResultException { Status: >= 400 and < 500 and not (408 or 429) } => false,
            _ => true,
        };

    private sealed record Begun(IAsyncEnumerator<ChatResponseUpdate> Updates, CancellationTokenSource Whole) : IAsyncDisposable
    {
        /// <summary>Whether <see cref="Updates"/> is at a text; else it has ended without any.</summary>
        public bool HasText { get; init; }

        public async ValueTask DisposeAsync()
        {
            await Updates.DisposeAsync();
            Whole.Dispose();
        }
    }
}
