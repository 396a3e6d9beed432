using System.Globalization;
using Community.AppHost.Model;

namespace Community.AppHost.Commands;

/// <summary>
/// Shows the progress of a start: a line for each change of a resource's state. On a terminal, one status line below them is rewritten; it
/// has the number of running resources and the names of the others.
/// </summary>
internal sealed class StartProgress : IDisposable
{
    private const string BeginningOfLine = "\r\e[K";
    private const int MaxNames = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly IReadOnlyList<SupervisedResource> _resources;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Timer? _timer;
    private bool _isOver;

    /// <param name="resources">The resources that are started.</param>
    /// <param name="output">Where the progress is written.</param>
    /// <param name="isTerminal">Whether a line there can be rewritten.</param>
    public StartProgress(IEnumerable<SupervisedResource> resources, TextWriter output, bool isTerminal)
    {
        (_resources, _output, _isTerminal) = ([.. resources], output, isTerminal);
        foreach (var resource in _resources)
        {
            resource.Changed += Report;
        }

        _timer = isTerminal ? new Timer(_ => ShowState(), state: null, TimeSpan.Zero, Interval) : null;
    }

    private double Seconds => TimeProvider.System.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Ends the status line; changes of state are still written.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            if (!_isOver && _isTerminal)
            {
                _output.Write(BeginningOfLine);
            }

            _isOver = true;
        }
    }

    /// <summary>Writes a line of its own, above the status line.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            _output.WriteLine(_isTerminal && !_isOver ? BeginningOfLine + line : line);
        }
    }

    private void Report(SupervisedResource changed)
    {
        var text = changed.State switch
        {
            ResourceState.Running => "is running",
            ResourceState.Restarting => $"{changed.Problem}; it is started again",
            ResourceState.Unhealthy => changed.Problem,
            ResourceState.Stopped => "has stopped",
            _ => null,
        };
        if (text is not null)
        {
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Seconds, 6:0.0} s  {changed.Name, -14} {text}"));
        }
    }

    private void ShowState()
    {
        var missing = _resources.Where(resource => resource.State != ResourceState.Running).Select(resource => resource.Name).ToList();
        var names = string.Join(", ", missing.Take(MaxNames)) + (missing.Count > MaxNames ? ", …" : "");
        lock (_gate)
        {
            if (!_isOver && missing.Count > 0)
            {
                _output.Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{BeginningOfLine}  {Seconds, 6:0.0} s  {_resources.Count - missing.Count} of {_resources.Count} are running, waiting for {names}"
                    )
                );
            }
        }
    }
}
