namespace Community.Social.Network;

/// <summary>
/// The bookkeeping of a breadth-first search from both ends; the connections are read by somebody else. Ask for the next frontier,
/// take its connections, end the level; until there is no frontier any more.
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

    /// <summary>From the one to the other, both included; empty while they have not met.</summary>
    public IReadOnlyList<Guid> Path => _meeting is { } meeting ? [.. _from.WayTo(meeting).Reverse(), .. _to.WayTo(meeting).Skip(1)] : [];

    /// <summary>Whose connections are to be taken next: the smaller of the two outermost levels. Null: there is no more to be found.</summary>
    public Guid[]? NextFrontier()
    {
        if (_meeting is not null || _from.Depth + _to.Depth == ConnectionPaths.MostSteps || _from.Frontier.Length == 0 || _to.Frontier.Length == 0)
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
        /// <summary>Who was reached, from whom.</summary>
        private readonly Dictionary<Guid, Guid> _from = new() { [start] = start };
        private Dictionary<Guid, Guid> _next = [];

        public int Depth { get; private set; }

        public Guid[] Frontier { get; private set; } = [start];

        public bool Reaches(Guid id) => _from.ContainsKey(id);

        public void Take(Guid person, Guid neighbour)
        {
            // Of several ways the one by the least id: the same whatever the order in which they come.
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

        /// <summary>From there back to where this side began.</summary>
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
