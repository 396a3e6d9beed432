namespace Community.Messaging.Realtime;

/// <summary>A server that <see cref="Backplane"/> sends signals over: what one instance sends, every instance receives, itself included.</summary>
internal interface IBackplaneCarrier
{
    /// <summary>The server's name, for logs.</summary>
    string Name { get; }

    /// <summary>Connects, and listens until the connection ends.</summary>
    /// <param name="receive">Called with each signal, one after the other, in the order of its sender. It does not throw.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    Task<IBackplaneConnection> ConnectAsync(Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken);
}

/// <summary>A connection to a carrier. Disposing it ends it.</summary>
internal interface IBackplaneConnection : IAsyncDisposable
{
    /// <summary>Cancelled when the connection has ended by itself.</summary>
    CancellationToken Ended { get; }

    /// <summary>Why it has ended; empty as long as it has not.</summary>
    string Reason { get; }

    /// <summary>Sends a signal. Signals of one instance arrive in the order in which they were sent, or not at all.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> signal, CancellationToken cancellationToken);
}
