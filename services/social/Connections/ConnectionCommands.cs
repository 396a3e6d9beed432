namespace Community.Social.Connections;

/// <summary>An action of one of two users on their connection.</summary>
internal enum ConnectionCommand
{
    Ask,
    Accept,
    Decline,

    /// <summary>Withdraws the user's own request, or removes an accepted connection.</summary>
    End,

    /// <summary>Blocks the other user.</summary>
    Block,
}

/// <summary>The transition of a connection.</summary>
internal enum ConnectionMove
{
    /// <summary>The other user is asked.</summary>
    Request,

    /// <summary>The other user declined recently and is not notified; the asker sees a normal request.</summary>
    RequestUnheard,

    /// <summary>The two are connected: the other user accepts, or has asked before.</summary>
    Connect,
    Decline,
    Withdraw,

    /// <summary>
    /// Withdraws a request that was declined. The asker does not know of the decline; for all others the request is already over.
    /// </summary>
    WithdrawUnheard,
    Remove,

    /// <summary>Nothing changes.</summary>
    Nothing,

    // The refusals.
    AlreadyConnected,
    AlreadyAsked,
    AskedTooOften,
    NoSuchConnection,
}
