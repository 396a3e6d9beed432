using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Realtime;

/// <summary>Limits of one client, one user and one instance, and the backplane.</summary>
[Settings("Realtime")]
internal sealed class RealtimeOptions
{
    /// <summary>
    /// The carrier of signals between instances. Empty: Redis where <c>ConnectionStrings:redis</c> is set, else RabbitMQ.
    /// </summary>
    [AllowedValues("rabbitmq", "redis", "")]
    public string Backplane { get; set; } = "";

    /// <summary>Connections on one instance; further clients get a 503 that tells them to come back, and find another instance.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 20_000;

    /// <summary>Connections of one person, over all instances.</summary>
    [Range(1, 10_000)]
    public int ConnectionsPerPerson { get; set; } = 20;

    /// <summary>The most channels and communities that one connection may be in at once.</summary>
    [Range(1, 100_000)]
    public int PlacesPerConnection { get; set; } = 200;

    /// <summary>
    /// The time over which a stopping instance tells its clients to reconnect, at most 10 minutes. Zero: all at once. Where there are other
    /// instances, some seconds spare them a storm; add it to the grace period of the container.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Goodbye { get; set; }

    /// <summary>Messages a second from one connection, and the burst.</summary>
    public Rate Messages { get; set; } = new() { PerSecond = 10, Burst = 30 };

    /// <summary>Messages a second of one person in one channel, over all connections to all instances.</summary>
    public Rate MessagesInChannel { get; set; } = new() { PerSecond = 5, Burst = 20 };

    /// <summary>Joins, resumptions and marks of reading a second from one connection.</summary>
    public Rate Joins { get; set; } = new() { PerSecond = 10, Burst = 100 };

    /// <summary>How often one connection may report typing.</summary>
    public Rate Typing { get; set; } = new() { PerSecond = 2, Burst = 10 };

    /// <summary>Bytes that may wait for one client, besides the connection's own buffer, before it is cut off.</summary>
    [Range(1_024, 1_073_741_824)]
    public int WaitingBytes { get; set; } = 256 * 1024;

    /// <summary>A rate and a burst.</summary>
    internal sealed class Rate
    {
        /// <summary>How many a second, on average.</summary>
        [Range(0.0, 1_000_000_000.0)]
        public double PerSecond { get; set; }

        /// <summary>How many may come at once.</summary>
        [Range(0.0, 1_000_000_000.0)]
        public double Burst { get; set; }
    }
}
