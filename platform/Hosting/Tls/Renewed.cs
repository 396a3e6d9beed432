using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Tls;

/// <summary>
/// A value that is made from files, and made anew after they have changed. The files are looked at when the value is used, at most every
/// five seconds. While they cannot be read, or do not suit each other because only one of two is new yet, the former value stays.
/// </summary>
internal sealed partial class Renewed<T>
    where T : class
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<string> _paths;
    private readonly Func<IReadOnlyList<string>, T> _make;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private T _current;
    private IReadOnlyList<string> _texts;
    private long _lookedAt;
    private bool _isStale;

    /// <param name="paths">The files.</param>
    /// <param name="make">Makes the value from the texts of the files.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Takes a line for each change.</param>
    /// <exception cref="InvalidOperationException">A file cannot be read, or its text is not of the right form.</exception>
    public Renewed(IReadOnlyList<string> paths, Func<IReadOnlyList<string>, T> make, TimeProvider clock, ILogger logger)
    {
        (_paths, _make, _clock, _logger) = (paths, make, clock, logger);
        try
        {
            _texts = Read();
            _current = make(_texts);
            _lookedAt = clock.GetTimestamp();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{string.Join(" and ", paths)} cannot be used: {failure.Message}", failure);
        }
    }

    /// <summary>The value of the files as they are now.</summary>
    public T Current
    {
        get
        {
            lock (_gate)
            {
                if (_clock.GetElapsedTime(_lookedAt) >= Every)
                {
                    _lookedAt = _clock.GetTimestamp();
                    Renew();
                }

                return _current;
            }
        }
    }

    private void Renew()
    {
        try
        {
            var texts = Read();
            if (!texts.SequenceEqual(_texts, StringComparer.Ordinal))
            {
                (_current, _texts) = (_make(texts), texts);
                Log.Changed(_logger, string.Join(' ', _paths));
            }

            _isStale = false;
        }
        catch (Exception failure)
        {
            // Once for a failure that lasts.
            if (!_isStale)
            {
                Log.Kept(_logger, string.Join(' ', _paths), failure.Message);
            }

            _isStale = true;
        }
    }

    private List<string> Read() => [.. _paths.Select(File.ReadAllText)];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Paths} changed and is in use")]
        public static partial void Changed(ILogger logger, string paths);

        [LoggerMessage(2, LogLevel.Warning, "{Paths} cannot be used, so the former certificate stays: {Reason}")]
        public static partial void Kept(ILogger logger, string paths, string reason);
    }
}
