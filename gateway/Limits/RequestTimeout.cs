namespace Community.Gateway.Limits;

/// <summary>How long a service may be silent while a request waits for it. Hubs have no limit.</summary>
internal sealed record RequestTimeout(TimeSpan Silence)
{
    /// <summary>The same between two events of a stream: a model that thinks is silent for longer than a page of rows may be.</summary>
    public TimeSpan StreamSilence { get; } = Silence > TimeSpan.FromMinutes(5) ? Silence : TimeSpan.FromMinutes(5);

    /// <summary><c>Gateway:RequestTimeoutSeconds</c>, 0.1 to 3600; 30 unless set.</summary>
    public static RequestTimeout Read(IConfiguration configuration) =>
        configuration.GetValue("Gateway:RequestTimeoutSeconds", 30.0) is >= 0.1 and <= 3600 and var seconds
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new InvalidOperationException("Gateway:RequestTimeoutSeconds must be 0.1 to 3600.");
}
