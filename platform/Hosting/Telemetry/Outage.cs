namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// A neighbour that is asked again and again and does not answer. An outage is reported once, when it has lasted for ten seconds: while a
/// fleet starts or stops, its services are away for each other for moments. For one caller at a time; others may read <see cref="IsOn"/>.
/// </summary>
public sealed class Outage(TimeProvider clock)
{
    /// <summary>The time that an ordinary restart takes.</summary>
    public static readonly TimeSpan Unreported = TimeSpan.FromSeconds(10);

    private long _began;
    private bool _isReported;
    private volatile bool _isOn;

    /// <summary>Whether the last question failed.</summary>
    public bool IsOn => _isOn;

    /// <summary>A question failed.</summary>
    /// <returns>Whether the outage is to be reported now.</returns>
    public bool Fail()
    {
        if (!_isOn)
        {
            (_began, _isReported, _isOn) = (clock.GetTimestamp(), false, true);
        }

        if (_isReported || clock.GetElapsedTime(_began) < Unreported)
        {
            return false;
        }

        return _isReported = true;
    }

    /// <summary>A question was answered.</summary>
    /// <returns>Whether this ends an outage that was reported.</returns>
    public bool End()
    {
        var wasReported = _isOn && _isReported;
        _isOn = false;
        return wasReported;
    }
}
