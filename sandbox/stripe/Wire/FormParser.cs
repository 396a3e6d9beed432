namespace Community.StripeSandbox.Wire;

/// <summary>A parameter: a text, or a hash or array of parameters (whose names are its indexes).</summary>
internal sealed class ParameterNode(string path)
{
    private readonly List<(string Name, ParameterNode Node)> _children = [];

    /// <summary>Its name in Stripe's errors, such as <c>line_items[0][price]</c>.</summary>
    public string Path => path;

    /// <summary>The text, or null for a hash or array.</summary>
    public string? Text { get; set; }

    /// <summary>Whether an endpoint has read it; unread parameters are unknown.</summary>
    public bool IsRead { get; set; }

    /// <summary>The parameters inside, in the order of the request.</summary>
    public IReadOnlyList<(string Name, ParameterNode Node)> Children => _children;

    /// <summary>The parameter of this name inside, or null.</summary>
    public ParameterNode? Find(string name)
    {
        foreach (var child in _children)
        {
            if (string.Equals(child.Name, name, StringComparison.Ordinal))
            {
                return child.Node;
            }
        }

        return null;
    }

    /// <summary>The parameter of this name inside, created if it is missing.</summary>
    public ParameterNode GetOrAdd(string name)
    {
        if (Find(name) is { } node)
        {
            return node;
        }

        node = new ParameterNode(path.Length == 0 ? name : $"{path}[{name}]");
        _children.Add((name, node));
        return node;
    }
}

/// <summary>Reads <c>application/x-www-form-urlencoded</c> with brackets for hashes and arrays, as Stripe does.</summary>
internal static class FormParser
{
    private const int MaxDepth = 8;
    private const int MaxParameters = 2000;

    /// <summary>The tree of parameters of a body or a query string (without its question mark).</summary>
    /// <exception cref="StripeException">400: a name that cannot be read, too many or too deep parameters, or a hash that is also a
    /// text.</exception>
    public static ParameterNode Parse(string form)
    {
        var root = new ParameterNode("");
        var count = 0;
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (++count > MaxParameters)
            {
                throw StripeException.Invalid($"More than {MaxParameters} parameters.");
            }

            var split = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(split < 0 ? pair : pair[..split]);
            Add(root, name, Segments(name), split < 0 ? "" : Decode(pair[(split + 1)..]));
        }

        return root;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static List<string> Segments(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            return [name];
        }

        var segments = new List<string> { name[..open] };
        while (open < name.Length)
        {
            var close = name.IndexOf(']', open);
            if (name[open] != '[' || close < 0 || segments.Count == MaxDepth)
            {
                throw StripeException.Invalid($"Invalid parameter name: {name}");
            }

            segments.Add(name[(open + 1)..close]);
            open = close + 1;
        }

        return segments;
    }

    private static void Add(ParameterNode root, string name, List<string> segments, string value)
    {
        var node = root;
        for (var i = 0; i < segments.Count; i++)
        {
            if (node.Text is not null)
            {
                throw StripeException.Invalid($"Invalid hash: {name}", name);
            }

            node =
                segments[i].Length > 0 || i == 0
                    ? node.GetOrAdd(segments[i])
                    : node.GetOrAdd(NextIndex(node, segments, i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (node.Children.Count > 0)
        {
            throw StripeException.Invalid($"Invalid string: {name}", name);
        }

        node.Text = value;
    }

    // a[][x]=1&a[][y]=2&a[][x]=3 is two elements: a repeated name begins the next one.
    private static int NextIndex(ParameterNode array, List<string> segments, int rest)
    {
        var count = array.Children.Count;
        if (count == 0 || rest == segments.Count)
        {
            return count;
        }

        var inside = array.Children[^1].Node;
        for (var i = rest; i < segments.Count; i++)
        {
            if (segments[i].Length == 0 || inside.Find(segments[i]) is not { } next)
            {
                return count - 1;
            }

            inside = next;
        }

        return count;
    }
}
