namespace Community.StripeSandbox.Payments;

/// <summary>The behaviour of a test card (https://docs.stripe.com/testing).</summary>
/// <param name="Brand">Such as <c>visa</c>.</param>
/// <param name="Last4">The last four digits.</param>
/// <param name="Decline">Why it is declined; null when it pays.</param>
/// <param name="IsDisputed">Whether its payments are disputed soon after.</param>
internal sealed record TestCard(string Brand, string Last4, Decline? Decline, bool IsDisputed = false);

/// <summary>A decline (https://docs.stripe.com/declines/codes).</summary>
/// <param name="Code">The error's code.</param>
/// <param name="DeclineCode">The issuer's reason; null when the issuer was not asked.</param>
/// <param name="Message">For the buyer.</param>
internal sealed record Decline(string Code, string? DeclineCode, string Message)
{
    /// <summary>Whether the issuer was asked: then there are a failed charge and an event.</summary>
    public bool IsAttempt => DeclineCode is not null;
}

/// <summary>The test numbers.</summary>
internal static class TestCards
{
    /// <summary>The decline of a stored card of <see cref="FailsLater"/> that is charged again.</summary>
    public static readonly Decline Refused = new("card_declined", "generic_decline", "Your card was declined.");

    private static readonly Decline IncorrectNumber = new("incorrect_number", null, "Your card number is incorrect.");

    private static readonly Dictionary<string, Decline?> Numbers = new(StringComparer.Ordinal)
    {
        ["4242424242424242"] = null,
        ["4000056655665556"] = null,
        ["5555555555554444"] = null,
        ["2223003122003222"] = null,
        ["5200828282828210"] = null,
        ["378282246310005"] = null,
        ["371449635398431"] = null,
        ["6011111111111117"] = null,
        ["3056930009020004"] = null,
        ["3566002020360505"] = null,
        ["6200000000000005"] = null,
        ["4000000000000259"] = null,
        ["4000000000000341"] = null,
        ["4000000000000077"] = null,
        ["4000000000000002"] = Refused,
        ["4000000000009995"] = new("card_declined", "insufficient_funds", "Your card has insufficient funds."),
        ["4000000000009987"] = new("card_declined", "lost_card", "Your card was declined."),
        ["4000000000009979"] = new("card_declined", "stolen_card", "Your card was declined."),
        ["4000000000000069"] = new("expired_card", "expired_card", "Your card has expired."),
        ["4000000000000127"] = new("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
        ["4000000000000119"] = new(
            "processing_error",
            "processing_error",
            "An error occurred while processing your card. Try again in a little bit."
        ),
        ["4000000000006975"] = new("card_declined", "card_velocity_exceeded", "Your card was declined."),
    };

    /// <summary>The card of a typed number; spaces and dashes are ignored.</summary>
    public static TestCard Read(string? typed)
    {
        var number = string.Concat((typed ?? "").Where(sign => sign is not (' ' or '-')));
        if (number.Length is < 12 or > 19 || !number.All(char.IsAsciiDigit) || !HasCheckDigit(number))
        {
            return new TestCard("unknown", "", IncorrectNumber);
        }

        var decline = Numbers.TryGetValue(number, out var known)
            ? known
            : new Decline(
                "card_declined",
                "test_mode_live_card",
                "Your card was declined. Your request was in test mode, but used a non test card."
            );
        return new TestCard(BrandOf(number), number[^4..], decline, number.EndsWith("0259", StringComparison.Ordinal));
    }

    /// <summary>Whether a card that paid once is declined whenever it is charged again.</summary>
    public static bool FailsLater(string? last4) => last4 == "0341";

    private static string BrandOf(string number) =>
        number switch
        {
            ['4', ..] => "visa",
            ['5' or '2', ..] => "mastercard",
            ['3', '4' or '7', ..] => "amex",
            ['3', '0' or '6' or '8', ..] => "diners",
            ['3', ..] => "jcb",
            ['6', '2', ..] => "unionpay",
            ['6', ..] => "discover",
            _ => "unknown",
        };

    // ISO/IEC 7812-1, annex B
    private static bool HasCheckDigit(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[number.Length - 1 - i] - '0';
            sum +=
                i % 2 == 0 ? digit
                : digit > 4 ? (2 * digit) - 9
                : 2 * digit;
        }

        return sum % 10 == 0;
    }
}
