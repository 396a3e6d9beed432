namespace Community.Social.Network;

/// <summary>
/// The state of a breadth-first search from both ends; the caller reads the connections. Call for the next frontier, take its connections
/// and end the level, until there is no frontier any more.
/// </summary>
internal sealed class TwoSidedSearch
{
    private readonly Side _from;
    private readonly Side _to;
    private Side _growing;
    private Guid? _meeting;

    public TwoSidedSearch(Guid from, Guid to)
    {
        (_from, _to) = (new(from), new(to));
        _growing = _from;
        _meeting = from == to ? from : null;
    }

    /// <summary>From one to the other, both included; empty until the two sides meet.</summary>
    public IReadOnlyList<Guid> Path => _meeting is { } meeting ? [.. _from.WayTo(meeting).Reverse(), .. _to.WayTo(meeting).Skip(1)] : [];

    /// <summary>
    /// The users whose connections are to be taken next: the smaller of the two outermost levels. Null: the search is over.
    /// </summary>
    public Guid[]? NextFrontier()
    {
        if (
            _meeting is not null
            || _from.Depth + _to.Depth == ConnectionPaths.MostSteps
            || _from.Frontier.Length == 0
            || _to.Frontier.Length == 0
        )
        {
            return null;
        }

        _growing = _from.Frontier.Length <= _to.Frontier.Length ? _from : _to;
        return _growing.Frontier;
    }

    /// <summary>A connection of the frontier, in any order.</summary>
    public void Take(Guid person, Guid neighbour) => _growing.Take(person, neighbour);

    /// <summary>All connections of the frontier were taken.</summary>
    public void EndLevel()
    {
        _growing.EndLevel();
        var other = _growing == _from ? _to : _from;
        foreach (var id in _growing.Frontier.Where(other.Reaches))
        {
            _meeting = _meeting is { } least && least.CompareTo(id) < 0 ? least : id;
        }
    }

    private sealed class Side(Guid start)
    {
        /// <summary>The users reached, each with the user from whom they were reached.</summary>
        private readonly Dictionary<Guid, Guid> _from = new() { [start] = start };
        private Dictionary<Guid, Guid> _next = [];

        public int Depth { get; private set; }

        public Guid[] Frontier { get; private set; } = [start];

        public bool Reaches(Guid id) => _from.ContainsKey(id);

        public void Take(Guid person, Guid neighbour)
        {
            // Of several ways the one by the smallest id counts, so that the result does not depend on the order in which they arrive.
            if (!_from.ContainsKey(neighbour) && (!_next.TryGetValue(neighbour, out var by) || person.CompareTo(by) < 0))
            {
                _next[neighbour] = person;
            }
        }

        public void EndLevel()
        {
            foreach (var (id, by) in _next)
            {
                _from.Add(id, by);
            }

            Frontier = [.. _next.Keys];
            _next = [];
            Depth++;
        }

        /// <summary>From this user back to the start of this side.</summary>
        public IEnumerable<Guid> WayTo(Guid id)
        {
            for (; id != start; id = _from[id])
            {
                yield return id;
            }

            yield return start;
        }
    }
}
