using System.Globalization;
using System.Text;

namespace Community.Sdk.Transport;

/// <summary>The part of an address behind the question mark. Null is left out, a list is repeated.</summary>
internal sealed class Query
{
    private readonly List<(string Name, string Value)> _values = [];

    public Query Add(string name, string? value)
    {
        if (value is not null)
        {
            _values.Add((name, value));
        }

        return this;
    }

    public Query Add(string name, bool? value) =>
        Add(
            name,
            value is { } isTrue
                ? isTrue
                    ? "true"
                    : "false"
                : null
        );

    public Query Add(string name, long? value) => Add(name, Text(value));

    public Query Add(string name, double? value) => Add(name, value?.ToString("R", CultureInfo.InvariantCulture));

    public Query Add(string name, Guid? value) => Add(name, value?.ToString());

    public Query Add(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture));

    public Query Add(string name, DateOnly? value) => Add(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public Query Add(string name, IEnumerable<string>? values) => (values ?? []).Aggregate(this, (query, value) => query.Add(name, value));

    public Query Add(string name, IEnumerable<Guid>? values) => Add(name, values?.Select(value => value.ToString()));

    /// <summary>Whether there is a value with this name.</summary>
    public bool Has(string name) => _values.Exists(pair => pair.Name == name);

    /// <summary>The same with another value; null leaves it out.</summary>
    public Query With(string name, string? value)
    {
        var next = new Query();
        next._values.AddRange(_values.Where(pair => pair.Name != name));
        return next.Add(name, value);
    }

    /// <summary>A number as text.</summary>
    public static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _values)
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }
}
