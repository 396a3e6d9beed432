namespace Community.Messaging.Realtime;

/// <summary>
/// A server that <see cref="Backplane"/> sends signals over. A signal of one instance reaches every instance, itself included.
/// </summary>
internal interface IBackplaneCarrier
{
    /// <summary>The server's name, for logs.</summary>
    string Name { get; }

    /// <summary>Connects, and listens until the connection ends.</summary>
    /// <param name="receive">Called with each signal, one after the other, in the sender's order. It does not throw.</param>
    /// <param name="cancellationToken">Aborts the attempt.</param>
    Task<IBackplaneConnection> ConnectAsync(Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken);
}

/// <summary>A connection to a carrier. Disposing it ends it.</summary>
internal interface IBackplaneConnection : IAsyncDisposable
{
    /// <summary>Cancelled when the connection has ended by itself.</summary>
    CancellationToken Ended { get; }

    /// <summary>Why it has ended; empty until then.</summary>
    string Reason { get; }

    /// <summary>Sends a signal. Signals of one instance arrive in the order in which they were sent, or not at all.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> signal, CancellationToken cancellationToken);
}
