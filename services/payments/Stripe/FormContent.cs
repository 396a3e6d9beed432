using System.Globalization;
using System.Text;

namespace Community.Payments.Stripe;

/// <summary>
/// Parameters as Stripe takes them (API reference, "Request bodies"): <c>application/x-www-form-urlencoded</c> in UTF-8, with brackets for
/// nested objects (<c>a[b]=1</c>), arrays (<c>a[0]=1</c>) and metadata (<c>metadata[key]=1</c>). What is null is left out: an empty value
/// would unset.
/// </summary>
/// <example><c>new FormContent().Add("mode", "payment").Add("metadata", order.Metadata)</c></example>
internal sealed class FormContent
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    /// <summary>Adds a text.</summary>
    public FormContent Add(string name, string? value)
    {
        if (value is not null)
        {
            _parameters.Add(new(name, value));
        }

        return this;
    }

    /// <summary>Adds a whole number.</summary>
    public FormContent Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds <c>true</c> or <c>false</c>.</summary>
    public FormContent Add(string name, bool? value) => Add(name, value switch { null => null, true => "true", false => "false" });

    /// <summary>Adds a time, in whole seconds of Unix time.</summary>
    public FormContent Add(string name, DateTimeOffset? value) => Add(name, value?.ToUnixTimeSeconds());

    /// <summary>Adds an array: <c>name[0]=…</c></summary>
    public FormContent Add(string name, IEnumerable<string>? values)
    {
        var index = 0;
        foreach (var value in values ?? [])
        {
            Add($"{name}[{index++}]", value);
        }

        return this;
    }

    /// <summary>Adds an object: <c>name[inner]=…</c></summary>
    public FormContent Add(string name, FormContent? nested)
    {
        foreach (var (inner, value) in nested?._parameters ?? [])
        {
            var bracket = inner.IndexOf('[', StringComparison.Ordinal);
            Add(bracket < 0 ? $"{name}[{inner}]" : $"{name}[{inner[..bracket]}]{inner[bracket..]}", value);
        }

        return this;
    }

    /// <summary>Adds an array of objects: <c>name[0][inner]=…</c></summary>
    public FormContent Add(string name, IEnumerable<FormContent> nested)
    {
        var index = 0;
        foreach (var item in nested)
        {
            Add($"{name}[{index++}]", item);
        }

        return this;
    }

    /// <summary>Adds metadata: <c>name[key]=…</c></summary>
    /// <exception cref="ArgumentException">More than 50 keys, a key of more than 40 characters or with brackets, or a value of more than 500
    /// characters (API reference, "Metadata").</exception>
    public FormContent Add(string name, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata?.Count > 50)
        {
            throw new ArgumentException("Metadata has at most 50 keys.", nameof(metadata));
        }

        foreach (var (key, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (key.Length is 0 or > 40 || key.AsSpan().ContainsAny('[', ']') || value.Length > 500)
            {
                throw new ArgumentException("A metadata key has 1 to 40 characters without brackets, its value at most 500.", nameof(metadata));
            }

            Add($"{name}[{key}]", value);
        }

        return this;
    }

    /// <summary>The body.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(ToString());

    /// <summary>The parameters, percent-encoded; of names everything but the brackets.</summary>
    public override string ToString() =>
        string.Join('&', _parameters.Select(parameter => $"{EscapeName(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));

    private static string EscapeName(string name) =>
        Uri.EscapeDataString(name).Replace("%5B", "[", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal);
}
