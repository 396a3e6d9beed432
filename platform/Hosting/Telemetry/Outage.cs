namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// A neighbour that is asked again and again and does not answer, or not always. An outage is reported once, when it has lasted for ten
/// seconds: while a fleet starts or stops, its services are away for each other for moments. It is over after ten seconds without a
/// failure. For one caller at a time; others may read <see cref="IsOn"/>.
/// </summary>
public sealed class Outage(TimeProvider clock)
{
    /// <summary>The time that an ordinary restart takes.</summary>
    public static readonly TimeSpan Unreported = TimeSpan.FromSeconds(10);

    private long _began;
    private long? _lastFailure;
    private bool _isReported;
    private volatile bool _isOn;

    /// <summary>Whether the last question failed.</summary>
    public bool IsOn => _isOn;

    /// <summary>A question failed.</summary>
    /// <returns>Whether the outage is to be reported now.</returns>
    public bool Fail()
    {
        var now = clock.GetTimestamp();
        if (!_isOn && IsOver(now))
        {
            (_began, _isReported) = (now, false);
        }

        (_lastFailure, _isOn) = (now, true);
        if (_isReported || clock.GetElapsedTime(_began, now) < Unreported)
        {
            return false;
        }

        return _isReported = true;
    }

    /// <summary>A question was answered.</summary>
    /// <returns>Whether this ends an outage that was reported.</returns>
    public bool End()
    {
        _isOn = false;
        var isEnd = _isReported && IsOver(clock.GetTimestamp());
        _isReported &= !isEnd;
        return isEnd;
    }

    private bool IsOver(long now) => _lastFailure is not { } last || clock.GetElapsedTime(last, now) >= Unreported;
}
