namespace Community.StripeSandbox.Control;

/// <summary>Faults to simulate, from the control API.</summary>
/// <param name="ChargeThenDrop">This number of the next changing calls are executed, then their connection breaks.</param>
/// <param name="FailNext">This number of the next calls are answered 500 and not executed.</param>
/// <param name="DropNext">The connection of this number of the next calls breaks before they are executed.</param>
/// <param name="DelayMs">The delay before every call, in milliseconds.</param>
/// <param name="Path">Only calls whose path begins with this; by default all.</param>
internal sealed record Faults(int ChargeThenDrop = 0, int FailNext = 0, int DropNext = 0, int DelayMs = 0, string? Path = null)
{
    /// <summary>Why these values are invalid, or null.</summary>
    public string? Fault() =>
        ChargeThenDrop < 0 || FailNext < 0 || DropNext < 0 || DelayMs is < 0 or > 600_000
            ? "counts are not negative, delay_ms is at most 600000"
            : null;
}

/// <summary>The fault of a call.</summary>
internal enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection breaks before the call is executed.</summary>
    DropBefore,

    /// <summary>It is answered 500 and not executed.</summary>
    Fail,

    /// <summary>It is executed, then the connection breaks.</summary>
    DropAfter,
}

/// <summary>Counts the faults down.</summary>
internal sealed class FaultSwitches
{
    private readonly Lock _gate = new();
    private Faults _faults = new();

    /// <summary>The remaining faults.</summary>
    public Faults Current
    {
        get
        {
            lock (_gate)
            {
                return _faults;
            }
        }
        set
        {
            lock (_gate)
            {
                _faults = value;
            }
        }
    }

    /// <summary>The fault of this call, and the delay before it.</summary>
    public (FaultKind Kind, TimeSpan Delay) Next(HttpRequest request)
    {
        lock (_gate)
        {
            if (_faults.Path is { } path && request.Path.Value?.StartsWith(path, StringComparison.Ordinal) != true)
            {
                return (FaultKind.None, TimeSpan.Zero);
            }

            return (Take(HttpMethods.IsGet(request.Method)), TimeSpan.FromMilliseconds(_faults.DelayMs));
        }
    }

    private FaultKind Take(bool reads)
    {
        if (_faults.DropNext > 0)
        {
            _faults = _faults with { DropNext = _faults.DropNext - 1 };
            return FaultKind.DropBefore;
        }

        if (_faults.FailNext > 0)
        {
            _faults = _faults with { FailNext = _faults.FailNext - 1 };
            return FaultKind.Fail;
        }

        if (_faults.ChargeThenDrop > 0 && !reads)
        {
            _faults = _faults with { ChargeThenDrop = _faults.ChargeThenDrop - 1 };
            return FaultKind.DropAfter;
        }

        return FaultKind.None;
    }
}
