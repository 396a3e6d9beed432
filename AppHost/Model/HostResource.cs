using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>
/// A program that hosts several projects. It gets its own variables, and those of each part with the part's name as prefix
/// (<c>events__Kestrel__…</c>). It is healthy when all parts are.
/// </summary>
internal sealed class HostResource : ExecutableResource
{
    private readonly IReadOnlyList<ProjectResource> _parts;

    public HostResource(string name, LaunchSpec spec, IReadOnlyList<ProjectResource> parts)
        : base(name, spec)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            part.Host = this;
        }

        Waits.AddRange(parts.SelectMany(part => part.Waits).Distinct());
    }

    /// <inheritdoc/>
    public override string Type => "services in one process";

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Variables =>
        _parts
            .SelectMany(part => part.Variables.Select(pair => KeyValuePair.Create($"{part.Name}__{pair.Key}", pair.Value)))
            .Concat(Environment);

    /// <inheritdoc/>
    public override async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var part in _parts)
        {
            if (!await part.IsHealthyAsync(cancellationToken))
            {
                Problem = $"{part.Name}: {part.Problem ?? "does not answer its health check"}";
                return false;
            }
        }

        return true;
    }
}
