namespace Community.Messaging.Realtime;

/// <summary>How much one client, one person and one instance may ask for. Section <c>Realtime</c> of the configuration.</summary>
internal sealed class RealtimeOptions
{
    /// <summary>Connections on one instance; more are told to come back (503), and find another.</summary>
    public int Connections { get; set; } = 20_000;

    /// <summary>Connections of one person on one instance.</summary>
    public int ConnectionsPerPerson { get; set; } = 20;

    /// <summary>Channels and communities that one connection may be in at once.</summary>
    public int PlacesPerConnection { get; set; } = 200;

    /// <summary>Messages a second from one connection, and how many may come at once.</summary>
    public Rate Messages { get; set; } = new() { PerSecond = 10, Burst = 30 };

    /// <summary>Messages a second of one person in one channel, over all connections of an instance.</summary>
    public Rate MessagesInChannel { get; set; } = new() { PerSecond = 5, Burst = 20 };

    /// <summary>Joins, resumptions and marks of reading a second from one connection.</summary>
    public Rate Joins { get; set; } = new() { PerSecond = 10, Burst = 100 };

    /// <summary>How often one connection may say that it types.</summary>
    public Rate Typing { get; set; } = new() { PerSecond = 2, Burst = 10 };

    /// <summary>Bytes that may wait for one client, beyond what the connection itself buffers, before it is cut off.</summary>
    public int WaitingBytes { get; set; } = 256 * 1024;

    /// <summary>A rate with a reserve.</summary>
    internal sealed class Rate
    {
        public double PerSecond { get; set; }

        public double Burst { get; set; }
    }
}
