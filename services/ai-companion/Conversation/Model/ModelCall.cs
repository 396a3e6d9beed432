using System.Diagnostics;
using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;
using Microsoft.Extensions.AI;

namespace Community.Companion.Conversation.Model;

/// <summary>The span and the figures of one request to the model, from its construction to its disposal.</summary>
internal sealed class ModelCall : IDisposable
{
    private const string Chat = "chat";
    private const string Provider = "openai";
    private static readonly ActivitySource Traces = new("Community.Companion.Model");
    private static readonly Meter Meter = new("Community.Companion.Model");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration",
        "s",
        "Requests to the language model, to the end of the answer",
        advice: Buckets.Seconds
    );

    private static readonly Histogram<double> FirstWords = Meter.CreateHistogram<double>(
        "community.model.first_words",
        "s",
        "From a request to the language model to the first words of its answer",
        advice: Buckets.Seconds
    );

    private static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage",
        "{token}",
        "Tokens of a request and of its answer, where the model says them",
        advice: Buckets.Tokens
    );

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Activity? _activity;
    private readonly string _model;
    private bool _hasWords;
    private string? _error;

    public ModelCall(Uri endpoint, string model, ChatOptions? options)
    {
        _model = model;
        _activity = Traces
            .StartActivity($"{Chat} {model}", ActivityKind.Client)
            ?.SetTag("gen_ai.operation.name", Chat)
            .SetTag("gen_ai.provider.name", Provider)
            .SetTag("gen_ai.request.model", model)
            .SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens)
            .SetTag("gen_ai.request.temperature", options?.Temperature)
            .SetTag("server.address", endpoint.Host)
            .SetTag("server.port", endpoint.Port);
    }

    /// <summary>Waits for a part of the answer, and remembers its failure.</summary>
    public async Task<T> WatchAsync<T>(Task<T> part)
    {
        try
        {
            return await part;
        }
        catch (Exception failure)
        {
            _error = failure.GetType().Name;
            _activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", _error);
            throw;
        }
    }

    /// <summary>Words of the answer have come.</summary>
    public void SeeWords()
    {
        if (!_hasWords)
        {
            _hasWords = true;
            FirstWords.Record(
                Stopwatch.GetElapsedTime(_began).TotalSeconds,
                new KeyValuePair<string, object?>("gen_ai.request.model", _model)
            );
        }
    }

    /// <summary>The model has said how many tokens it has used, or why the answer ended. Null: it has not.</summary>
    public void See(UsageDetails? usage, ChatFinishReason? reason)
    {
        if (reason is { } ended)
        {
            _activity?.SetTag("gen_ai.response.finish_reasons", new[] { ended.Value });
        }

        Count("input", usage?.InputTokenCount);
        Count("output", usage?.OutputTokenCount);
    }

    public void Dispose()
    {
        TagList tags = [.. Named()];
        if (_error is not null)
        {
            tags.Add("error.type", _error);
        }

        Duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, tags);
        _activity?.Dispose();
    }

    private void Count(string type, long? tokens)
    {
        if (tokens is { } count)
        {
            _activity?.SetTag($"gen_ai.usage.{type}_tokens", count);
            Tokens.Record(count, [.. Named(), new("gen_ai.token.type", type)]);
        }
    }

    private KeyValuePair<string, object?>[] Named() =>
        [new("gen_ai.operation.name", Chat), new("gen_ai.provider.name", Provider), new("gen_ai.request.model", _model)];
}
