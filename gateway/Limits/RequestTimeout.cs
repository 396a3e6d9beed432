using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Gateway.Limits;

/// <summary>How long a service may be silent while a request waits for it. Hubs have no limit.</summary>
[Settings("Gateway")]
internal sealed class RequestTimeout
{
    private static readonly TimeSpan LeastForStreams = TimeSpan.FromMinutes(5);

    /// <summary>In seconds.</summary>
    [Range(0.1, 3_600.0)]
    public double RequestTimeoutSeconds { get; init; } = 30;

    /// <inheritdoc cref="RequestTimeoutSeconds"/>
    public TimeSpan Silence => TimeSpan.FromSeconds(RequestTimeoutSeconds);

    /// <summary>The same limit between two events of a stream: a language model may be silent for longer than a query.</summary>
    public TimeSpan StreamSilence => Silence > LeastForStreams ? Silence : LeastForStreams;
}
