using System.Globalization;

namespace Community.StripeSandbox.Wire;

/// <summary>Reads parameters for an endpoint; each error has Stripe's form, with the parameter's name.</summary>
internal sealed class Parameters(ParameterNode node)
{
    private const int MaxText = 5000;

    /// <summary>The name of one of these parameters, in the form of errors.</summary>
    public string PathOf(string name) => node.Path.Length == 0 ? name : $"{node.Path}[{name}]";

    /// <summary>Whether it was sent, even empty.</summary>
    public bool Has(string name) => node.Find(name) is not null;

    /// <summary>Whether it was sent as a text, not a hash or array.</summary>
    public bool IsText(string name) => node.Find(name)?.Text is not null;

    /// <summary>The text, or null when not sent.</summary>
    /// <exception cref="StripeException">400: empty, longer than <paramref name="max"/>, or no text.</exception>
    public string? Text(string name, int max = MaxText) =>
        Find(name) is not { } found ? null
        : TextOf(found, name, max) is { Length: > 0 } text ? text
        : throw StripeException.Invalid(
            $"You passed an empty string for '{found.Path}'. Leave the parameter out, or give it a value.",
            found.Path,
            "parameter_invalid_empty"
        );

    /// <summary>The text, which must be sent.</summary>
    public string RequiredText(string name, int max = MaxText) => Text(name, max) ?? throw Required(name);

    /// <summary>The new value of an optional text in an update: the former value when not sent, null when sent empty.</summary>
    public string? Changed(string name, string? was, int max = MaxText) =>
        Find(name) is not { } found ? was
        : TextOf(found, name, max) is { Length: > 0 } text ? text
        : null;

    /// <summary>The integer, or null when not sent.</summary>
    public long? Integer(string name, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw StripeException.Invalid($"Invalid integer: {text}", PathOf(name), "parameter_invalid_integer");
        }

        return value < min
                ? throw StripeException.Invalid(
                    $"This value must be greater than or equal to {min}.",
                    PathOf(name),
                    "parameter_invalid_integer"
                )
            : value > max
                ? throw StripeException.Invalid(
                    $"This value must be less than or equal to {max}.",
                    PathOf(name),
                    "parameter_invalid_integer"
                )
            : value;
    }

    /// <summary>The boolean, or null when not sent.</summary>
    public bool? Flag(string name) =>
        Text(name) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            var other => throw StripeException.Invalid($"Invalid boolean: {other}", PathOf(name)),
        };

    /// <summary>One of the given words, or null when not sent.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } text || words.Contains(text))
        {
            return Text(name);
        }

        throw StripeException.Invalid($"Invalid {PathOf(name)}: must be one of {string.Join(", ", words!)}", PathOf(name));
    }

    /// <summary>The hash, or null when not sent.</summary>
    public Parameters? Hash(string name)
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        return found.Text is { Length: > 0 } ? throw StripeException.Invalid("Invalid object", found.Path) : new Parameters(found);
    }

    /// <summary>The elements of an array of hashes; none when not sent.</summary>
    public IReadOnlyList<Parameters> Hashes(string name) =>
        [
            .. Elements(name)
                .Select(element =>
                    element.Text is null ? new Parameters(element) : throw StripeException.Invalid("Invalid object", element.Path)
                ),
        ];

    /// <summary>The elements of an array of texts; none when not sent.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [
            .. Elements(name)
                .Select(element =>
                {
                    element.IsRead = true;
                    return element.Text is { Length: > 0 } text
                        ? text
                        : throw StripeException.Invalid("Invalid string", element.Path, "parameter_invalid_empty");
                }),
        ];

    /// <summary>Metadata after this request: sent keys are added or replaced, keys sent empty are removed.</summary>
    /// <exception cref="StripeException">400: beyond 50 keys of 40 and values of 500 characters.</exception>
    public IReadOnlyDictionary<string, string> Metadata(IReadOnlyDictionary<string, string>? was = null) =>
        Wire.Metadata.Merge(was, Find("metadata"));

    /// <summary>Accepts parameters that have no effect here, such as the page's language.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node.Find(name) is { } found)
            {
                MarkRead(found);
            }
        }
    }

    /// <summary>Refuses parameters that no endpoint has read.</summary>
    /// <exception cref="StripeException">400 parameter_unknown.</exception>
    public void RefuseUnknown()
    {
        if (FirstUnread(node) is { } unknown)
        {
            throw StripeException.Invalid($"Received unknown parameter: {unknown.Path}", unknown.Path, "parameter_unknown");
        }
    }

    /// <summary>The refusal of a parameter that is missing.</summary>
    public StripeException Required(string name) =>
        StripeException.Invalid($"Missing required param: {PathOf(name)}.", PathOf(name), "parameter_missing");

    private ParameterNode? Find(string name)
    {
        if (node.Find(name) is { } found)
        {
            found.IsRead = true;
            return found;
        }

        return null;
    }

    private IReadOnlyList<ParameterNode> Elements(string name)
    {
        if (Find(name) is not { } found)
        {
            return [];
        }

        return found.Text is { Length: > 0 }
            ? throw StripeException.Invalid("Invalid array", found.Path)
            : [.. found.Children.Select(child => child.Node)];
    }

    private static string TextOf(ParameterNode found, string name, int max)
    {
        if (found.Text is null)
        {
            throw StripeException.Invalid($"Invalid string: {name}", found.Path);
        }

        return found.Text.Length <= max
            ? found.Text
            : throw StripeException.Invalid(
                $"Invalid string: at most {max} characters are allowed.",
                found.Path,
                "parameter_invalid_string_length"
            );
    }

    private static void MarkRead(ParameterNode read)
    {
        read.IsRead = true;
        foreach (var (_, child) in read.Children)
        {
            MarkRead(child);
        }
    }

    private static ParameterNode? FirstUnread(ParameterNode parent)
    {
        foreach (var (_, child) in parent.Children)
        {
            if (
                (
                    child.Text is null ? FirstUnread(child)
                    : child.IsRead ? null
                    : child
                ) is
                { } unread
            )
            {
                return unread;
            }
        }

        return null;
    }
}
