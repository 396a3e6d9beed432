using Community.Platform.Http.OpenApi;
using Community.Social.People;

namespace Community.Social.Network;

/// <summary>The chain of connections between the caller and another user.</summary>
/// <param name="Length">The number of steps from one to the other, 0 to 6; null: no chain was found.</param>
/// <param name="People">The caller, the users between, and the other; empty if no chain was found.</param>
/// <param name="IsComplete">
/// False: no chain was found within the number of connections that one answer reads, but one may exist. Otherwise true.
/// </param>
internal sealed record PathView(int? Length, IReadOnlyList<PersonSummary> People, bool IsComplete) : IHasExample<PathView>
{
    public static PathView Example =>
        new(
            1,
            [
                new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "amal", "Amal Haddad", null, "Connector", false),
                PersonSummary.Example,
            ],
            true
        );
}

/// <summary>The connections around the caller, to draw.</summary>
/// <param name="Nodes">The caller first, then the closest and most connected users.</param>
/// <param name="Edges">The connections among them, each once.</param>
internal sealed record NetworkGraph(IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<NetworkEdge> Edges) : IHasExample<NetworkGraph>
{
    public static NetworkGraph Example => new([new(PathView.Example.People[0], 1, 0), NetworkNode.Example], [NetworkEdge.Example]);
}

/// <summary>A user in the graph.</summary>
/// <param name="Person">The user.</param>
/// <param name="Degree">The number of the user's connections, shown here or not, without users whom the caller does not see.</param>
/// <param name="Distance">The number of steps from the caller: 0, 1 or 2.</param>
internal sealed record NetworkNode(PersonSummary Person, int Degree, int Distance) : IHasExample<NetworkNode>
{
    public static NetworkNode Example => new(PersonSummary.Example, 12, 1);
}

/// <summary>A connection; it has no direction.</summary>
/// <param name="One">One of the two.</param>
/// <param name="Other">The other.</param>
internal sealed record NetworkEdge(Guid One, Guid Other) : IHasExample<NetworkEdge>
{
    public static NetworkEdge Example => new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), PersonSummary.Example.Id);
}
