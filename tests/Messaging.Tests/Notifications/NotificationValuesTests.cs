using Community.Messaging.Notifications;

namespace Community.Messaging.Tests.Notifications;

/// <summary>A notification of a payment names the same amount as the receipt and the ticket's mail, in the same form.</summary>
public sealed class NotificationValuesTests
{
    [Theory]
    [InlineData(1250L, "usd", "12.50 USD")]
    [InlineData(123450L, "USD", "1,234.50 USD")]
    [InlineData(1099L, "JPY", "1,099 JPY")]
    [InlineData(5000L, "kwd", "5.000 KWD")]
    [InlineData(500L, "ISK", "5 ISK")]
    [InlineData(40L, "credits", "40 points")]
    [InlineData(null, "USD", null)]
    [InlineData(40L, null, null)]
    public void AnAmountIsWrittenAsOnTheReceipt(long? amount, string? currency, string? text) =>
        new NotificationFacts { AmountCents = amount, Currency = currency }
            .Amount("points")
            .ShouldBe(text);
}
