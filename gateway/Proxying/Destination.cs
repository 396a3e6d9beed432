namespace Community.Gateway.Proxying;

/// <summary>An instance of a service.</summary>
/// <param name="Address">Scheme, host and port; the host may be a number.</param>
/// <param name="Name">The host and port that its certificate is for; null: those of the address.</param>
internal sealed record Instance(Uri Address, string? Name = null);

/// <summary>
/// One address of a service, and the circuit in front of it. The circuit opens when a connection is refused and there is another address,
/// or when the process does not answer the probe. While it is open no request is sent there. Only a successful probe closes it again: the
/// half-open trial is a probe, never a caller's request.
/// </summary>
internal sealed class Destination(Instance instance, Version version)
{
    private int _inFlight;
    private volatile bool _isOpen;
    private int _silentProbes;
    private int _isProbed;
    private bool _wasAvailable = true;

    /// <summary>Where it is.</summary>
    public Instance Instance { get; } = instance;

    /// <summary>Scheme, host and port.</summary>
    public Uri Address => Instance.Address;

    /// <summary>The host and port that requests name; null: those of the address.</summary>
    public string? Name => Instance.Name;

    /// <summary>The start of a request's address there, without a slash at the end.</summary>
    public string Prefix { get; } = instance.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>2.0 for HTTP/2, in cleartext with prior knowledge, 1.1 for the fallback.</summary>
    public Version Version { get; } = version;

    public int InFlight => Volatile.Read(ref _inFlight);

    public bool IsAvailable => !_isOpen;

    /// <summary>
    /// Whether the instance called itself ready at the last probe. It is reported but not used for routing: an instance that waits for its
    /// bus still answers requests.
    /// </summary>
    public bool IsReady { get; set; }

    /// <summary>
    /// Whether the instance said at the last probe that it is about to stop. It still answers, so it gets requests only while no other
    /// instance can.
    /// </summary>
    public bool IsStopping { get; set; }

    /// <summary>Whether the instance has ever answered a probe. One that has not is still starting, or its address is wrong.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Counts a request as in flight until the returned value is disposed.</summary>
    public InFlightRequest Enter()
    {
        Interlocked.Increment(ref _inFlight);
        return new(this);
    }

    public readonly struct InFlightRequest(Destination destination) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref destination._inFlight);
    }

    /// <summary>Whether a probe may begin; a second one at the same time may not, until <see cref="EndProbe"/>.</summary>
    public bool TryBeginProbe() => Interlocked.Exchange(ref _isProbed, 1) == 0;

    /// <summary>The probe is over. Returns whether <see cref="IsAvailable"/> has changed since the last one.</summary>
    public bool EndProbe()
    {
        var isChanged = IsAvailable != _wasAvailable;
        _wasAvailable = IsAvailable;
        Volatile.Write(ref _isProbed, 0);
        return isChanged;
    }

    /// <summary>Sends no more requests there until a probe is answered.</summary>
    public void Open() => _isOpen = true;

    public void ProbeAnswered()
    {
        HasAnswered = true;
        Volatile.Write(ref _silentProbes, 0);
        _isOpen = false;
    }

    /// <summary>One unanswered probe may come from a busy machine; after <paramref name="tolerated"/> in a row the circuit opens.</summary>
    public void ProbeUnanswered(int tolerated)
    {
        IsReady = false;
        if (Interlocked.Increment(ref _silentProbes) > tolerated)
        {
            _isOpen = true;
        }
    }
}
