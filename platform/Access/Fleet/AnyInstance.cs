namespace Community.Platform.Access.Fleet;

/// <summary>
/// Sends each request to one of a service's instances, chosen at random, and to the next one as long as no connection was made: nothing
/// was sent then, so this is safe for every method. An instance without a connection is the last choice for some seconds, because a
/// machine that is gone costs the time limit of connecting.
/// </summary>
internal sealed class AnyInstance(IReadOnlyList<Uri> addresses, TimeProvider clock, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly TimeSpan Avoided = TimeSpan.FromSeconds(5);

    private readonly long[] _avoidedUntil = new long[addresses.Count];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var order = Order();
        for (var i = 0; ; i++)
        {
            Address(request, order[i]);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (Exception failure) when (GoesOn(failure, order, i, cancellationToken)) { }
            catch (Exception failure) when (IsBare(failure, cancellationToken))
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, failure.Message, failure);
            }
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var order = Order();
        for (var i = 0; ; i++)
        {
            Address(request, order[i]);
            try
            {
                return base.Send(request, cancellationToken);
            }
            catch (Exception failure) when (GoesOn(failure, order, i, cancellationToken)) { }
            catch (Exception failure) when (IsBare(failure, cancellationToken))
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, failure.Message, failure);
            }
        }
    }

    private int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, addresses.Count)];
        Random.Shared.Shuffle(order);
        var now = clock.GetTimestamp();
        // The sort keeps the random order of equal ones.
        return [.. order.OrderBy(instance => Volatile.Read(ref _avoidedUntil[instance]) > now)];
    }

    private void Address(HttpRequestMessage request, int instance) =>
        request.RequestUri = new Uri(addresses[instance], request.RequestUri!.PathAndQuery);

    // Callers, retries and circuits know a connection that was not made by one kind of exception.
    private static bool IsBare(Exception failure, CancellationToken cancellationToken) =>
        failure is not HttpRequestException && Unsent.Is(failure) && !cancellationToken.IsCancellationRequested;

    private bool GoesOn(Exception failure, int[] order, int tried, CancellationToken cancellationToken)
    {
        if (!Unsent.Is(failure) || cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        Volatile.Write(ref _avoidedUntil[order[tried]], clock.GetTimestamp() + (long)(Avoided.TotalSeconds * clock.TimestampFrequency));
        return tried + 1 < order.Length;
    }
}
