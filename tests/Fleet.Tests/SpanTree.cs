using System.Text.Json.Nodes;

namespace Community.Fleet.Tests;

/// <summary>A span of a trace, as the dashboard has it.</summary>
internal sealed record SpanNode(string Id, string? ParentId, string Service, string Name, string Kind);

/// <summary>A trace.</summary>
internal sealed record SpanTree(IReadOnlyList<SpanNode> Spans)
{
    public static SpanTree Of(JsonArray spans) =>
        new([
            .. spans.Select(span => new SpanNode(
                (string)span!["span_id"]!,
                (string?)span["parent_id"],
                (string)span["service"]!,
                (string)span["name"]!,
                (string)span["kind"]!
            )),
        ]);

    public bool Has(string service) => Spans.Any(span => span.Service == service);

    /// <summary>The spans whose name ends like this.</summary>
    public IEnumerable<SpanNode> Named(string end) => Spans.Where(span => span.Name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>The spans that a span caused.</summary>
    public IEnumerable<SpanNode> Below(SpanNode parent) => Spans.Where(span => span.ParentId == parent.Id);

    /// <summary>Spans whose cause is not in the trace, except its root.</summary>
    public IEnumerable<string> Orphans() =>
        Spans
            .Where(span => span.ParentId is not null && !Spans.Any(other => other.Id == span.ParentId))
            .Select(span => $"{span.Service} {span.Name}")
            .Skip(1);

    public override string ToString() =>
        string.Join('\n', Spans.Select(span => $"{span.ParentId} > {span.Id} {span.Service} {span.Kind} {span.Name}"));
}
