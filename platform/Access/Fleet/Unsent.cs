using System.Net.Sockets;

namespace Community.Platform.Access.Fleet;

/// <summary>Recognizes requests that no service can have received.</summary>
public static class Unsent
{
    /// <summary>
    /// Whether no connection was made, so that any request may be sent to another instance. The handler of sockets throws a bare
    /// <see cref="SocketException"/> only there: the service reset a connection before it was used. Its cancellation with a
    /// <see cref="TimeoutException"/> is the time limit of connecting; the caller's own cancellation has none.
    /// </summary>
    public static bool Is(Exception? failure) =>
        failure
            is SocketException
                or OperationCanceledException { InnerException: TimeoutException }
                or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                };
}
