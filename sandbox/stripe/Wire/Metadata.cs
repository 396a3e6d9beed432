namespace Community.StripeSandbox.Wire;

/// <summary>Stripe's rules of metadata (https://docs.stripe.com/metadata): 50 keys of 40 characters, values of 500.</summary>
internal static class Metadata
{
    /// <summary>No metadata.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The former metadata with the sent changes.</summary>
    /// <exception cref="StripeException">400: beyond the limits.</exception>
    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string>? was, ParameterNode? sent)
    {
        if (sent is null)
        {
            return was ?? None;
        }

        sent.IsRead = true;
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (sent.Text is null)
        {
            foreach (var (key, value) in was ?? None)
            {
                merged[key] = value;
            }
        }

        foreach (var (key, child) in sent.Children)
        {
            Change(merged, key, child);
        }

        return merged.Count <= 50 ? merged : throw StripeException.Invalid("You can have at most 50 metadata keys.", sent.Path);
    }

    private static void Change(SortedDictionary<string, string> merged, string key, ParameterNode child)
    {
        child.IsRead = true;
        if (key.Length is 0 or > 40)
        {
            throw StripeException.Invalid("Metadata keys can have at most 40 characters.", child.Path);
        }

        switch (child.Text)
        {
            case null:
                throw StripeException.Invalid("Metadata values must be strings.", child.Path);
            case "":
                merged.Remove(key);
                break;
            case { Length: > 500 }:
                throw StripeException.Invalid("Metadata values can have at most 500 characters.", child.Path);
            default:
                merged[key] = child.Text;
                break;
        }
    }
}
