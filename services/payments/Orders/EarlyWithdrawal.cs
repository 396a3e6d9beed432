namespace Community.Payments.Orders;

/// <summary>An order that was withdrawn before it was known here.</summary>
internal sealed class EarlyWithdrawal
{
    public required Guid OrderId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}
